using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>wait_result answers at the end of a pass (protocol 1.5): when passes begin and end.</summary>
public sealed class PassTests
{
    [Theory]
    [InlineData("under way", "", 1, 0)]
    [InlineData("between two steps", "1a+", 1, 0)]
    [InlineData("succeeded", "1a+ 2a+", 1, 1)]
    [InlineData("ongoing", "1a~", 1, 1)]
    [InlineData("error", "1a+ 2a!", 1, 1)]
    [InlineData("its retry is a new pass", "1a~ >", 2, 1)]
    [InlineData("which ends", "1a~ > 1a~", 2, 2)]
    [InlineData("rolling back", "1a-", 1, 0)]
    [InlineData("rolled back", "1a- 1c+", 1, 1)]
    [InlineData("compensation waits", "1a- 1c!", 1, 1)]
    [InlineData("deferred: the pass goes on", "1a%", 1, 0)]
    [InlineData("also when it is made at last", "1a% >", 1, 0)]
    [InlineData("submit again while it runs: the same pass", "submit", 1, 0)]
    [InlineData("submit again while it waits: a new one", "1a~ submit", 2, 1)]
    [InlineData("retry while it waits: a new one", "1a~ retry", 2, 1)]
    [InlineData("force stop ends it", "stop", 1, 1)]
    [InlineData("a watchdog's call belongs to it", "@18", 1, 0)]
    public void Sequential(string why, string script, long pass, long ended)
    {
        var saga = KernelHarness.Submitted(ASaga()).Play(script);

        Assert.True((saga.Drive.Pass, saga.Drive.EndedPass) == (pass, ended), $"{why}: pass {saga.Drive.Pass}, ended {saga.Drive.EndedPass}.");
    }

    [Theory]
    [InlineData("1a~", 1, 0)]
    [InlineData("1a~ 2a+", 1, 1)]
    [InlineData("1a% 2a~", 1, 0)]
    public void Concurrent_EndsWithTheLastCall(string script, long pass, long ended)
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play(script);

        Assert.Equal((pass, ended), (saga.Drive.Pass, saga.Drive.EndedPass));
    }

    [Fact]
    public void NothingToDo_SubmittedAgain_IsAPassThatEndsAtOnce()
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1, park: true)).Play("1a! submit");

        Assert.Equal((2, 2), (saga.Drive.Pass, saga.Drive.EndedPass));
    }

    [Fact]
    public void Prepared_HasNoPass()
    {
        var saga = KernelHarness.Prepared(ASaga());

        Assert.Equal((0, 0), (saga.Drive.Pass, saga.Drive.EndedPass));
    }
}
