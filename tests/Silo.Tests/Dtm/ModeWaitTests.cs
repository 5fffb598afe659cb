using System.Net;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>wait_result of all modes (protocol 1.5), beyond what the recorded exchanges show.</summary>
public sealed class ModeWaitTests(DtmBed bed)
{
    [Theory]
    [InlineData(true, HttpStatusCode.InternalServerError)]
    [InlineData(false, HttpStatusCode.OK)]
    public async Task Abort_WaitsAsItWasPrepared_WhateverTheAbortSays(bool prepared, HttpStatusCode code)
    {
        var gid = DtmBed.NewGid();
        await bed.PostAsync("prepare", bed.Start("tcc", gid, body => body["wait_result"] = prepared));
        await bed.PostAsync("registerBranch", bed.Branch("tcc", gid, "01", "/error"));

        var answer = await bed.PostAsync("abort", new { gid, trans_type = "tcc", wait_result = !prepared });

        Assert.Equal(code, answer.Code);
        Assert.Equal("aborting", await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Abort_Again_WaitsForAnotherPass()
    {
        var gid = DtmBed.NewGid();
        await bed.PostAsync("prepare", bed.Start("xa", gid, body => body["wait_result"] = true));
        await bed.PostAsync("registerBranch", bed.Branch("xa", gid, "01", "/script/a"));
        bed.Participants.Script(gid, "ONGOING", "broken", "SUCCESS");
        var abort = new { gid, trans_type = "xa" };

        var answers = new[] { await bed.PostAsync("abort", abort), await bed.PostAsync("abort", abort), await bed.PostAsync("abort", abort), await bed.PostAsync("abort", abort) };

        Assert.Equal([425, 500, 200, 409], answers.Select(answer => (int)answer.Code));
        Assert.Equal(["failed", "01 rollback succeed", "01 commit prepared"], await bed.StateAsync(gid));
        Assert.Equal(3, bed.Participants.CountOf(gid));
    }

    [Fact]
    public async Task Submit_OfAWorkflow_NeverWaits()
    {
        var gid = await bed.InStateAsync("workflow", "prepared");
        var end = DtmBedModes.End(gid, "failed", "no");
        end["wait_result"] = true;

        Assert.Equal((HttpStatusCode.OK, """{"dtm_result":"SUCCESS"}"""), ((await bed.PostAsync("submit", end)) is var answer ? (answer.Code, answer.Text) : default));
    }

    [Theory]
    [InlineData("tcc")]
    [InlineData("xa")]
    [InlineData("msg")]
    public async Task Submit_StoppedByForceWhileWaiting_IsNoSuccess(string mode)
    {
        var gid = DtmBed.NewGid();
        if (mode != "msg")
        {
            await bed.PostAsync("prepare", bed.Start(mode, gid));
            await bed.PostAsync("registerBranch", bed.Branch(mode, gid, "01", "/gate/" + gid));
        }

        var waiting = bed.PostAsync("submit", bed.Start(mode, gid, body =>
        {
            body["wait_result"] = true;
            if (mode == "msg")
                body["steps"] = new[] { bed.Delivery("/gate/" + gid), bed.Delivery("/ok") };
        }));
        await bed.Participants.CalledAsync(gid);
        await bed.PostAsync("forceStop", new { gid });

        var answer = await waiting;
        Assert.Equal((HttpStatusCode.Conflict, "wait result not return success: FAILURE"), (answer.Code, answer.Message));
        bed.Participants.Open(gid);
    }

    [Fact]
    public async Task Submit_AgainWhileSubmitted_GoesOnWithTheStoredBranches()
    {
        var gid = DtmBed.NewGid();
        await bed.PostAsync("prepare", bed.Start("tcc", gid));
        await bed.PostAsync("registerBranch", bed.Branch("tcc", gid, "01"));
        await bed.PostAsync("registerBranch", bed.Branch("tcc", gid, "02", "/script/a"));
        bed.Participants.Script(gid, "broken", "SUCCESS");
        var submit = new { gid, trans_type = "tcc", wait_result = true };

        var answers = new[] { await bed.PostAsync("submit", submit), await bed.PostAsync("submit", submit) };

        Assert.Equal([500, 200], answers.Select(answer => (int)answer.Code));
        Assert.Equal(["succeed", "01 cancel prepared", "01 confirm succeed", "02 cancel prepared", "02 confirm succeed"], await bed.StateAsync(gid));
        // The last registered is confirmed first, and its failure ends the pass.
        Assert.Equal(3, bed.Participants.CountOf(gid));
    }
}
