namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>
/// Protocol 1.5 as data. A cell says the status code and, of a 200, the state that follows (nothing: the same), otherwise the message;
/// STATE, MODE and GID stand for what they say. A dash: the mode has no such state.
/// </summary>
internal static class StateTable
{
    private const string NotPrepared = "409 no trans with gid: GID status: prepared found FAILURE";
    private const string Unknown = "500 no TransGlobal with gid: GID found";
    private const string CannotPrepare = "409 current status 'STATE', cannot prepare. FAILURE";
    private const string CannotSubmit = "409 current status 'STATE', cannot sumbmit. FAILURE";
    private const string CannotAbort = "409 trans type: 'MODE' current status 'STATE', cannot abort. FAILURE";
    private const string CannotStop = "409 global transaction force stop error. status: STATE. error: FAILURE";
    private const string OtherMode = "500 trans_type: the transaction is 'MODE', not 'workflow'";

    public static readonly string[] States = ["none", "prepared", "submitted", "aborting", "succeed", "failed"];

    private static readonly (string Modes, string Call, string[] Cells)[] Rows =
    [
        // modes, call, then what it answers in: none, prepared, submitted, aborting, succeed, failed
        ("saga msg tcc xa", "prepare", ["200 prepared", "200", CannotPrepare, CannotPrepare, CannotPrepare, CannotPrepare]),
        ("workflow", "prepare", ["200 prepared", "200", "-", "-", "200", "200"]),
        ("saga msg tcc xa", "submit", ["200 succeed", "200 succeed", "200", CannotSubmit, CannotSubmit, CannotSubmit]),
        ("workflow", "submit", [Unknown, "200 succeed", "-", "-", "200", "409 current status 'failed', cannot end as 'succeed'. FAILURE"]),
        ("saga workflow", "abort", [Unknown, CannotAbort, CannotAbort, CannotAbort, CannotAbort, CannotAbort]),
        ("msg", "abort", [Unknown, "200 failed", CannotAbort, "-", CannotAbort, CannotAbort]),
        ("tcc xa", "abort", [Unknown, "200 failed", CannotAbort, "200", CannotAbort, CannotAbort]),
        ("saga msg", "registerBranch", [NotPrepared, "500 trans_type: branches are registered for tcc, xa and workflow only", NotPrepared, NotPrepared, NotPrepared, NotPrepared]),
        ("tcc xa workflow", "registerBranch", [NotPrepared, "200", NotPrepared, NotPrepared, NotPrepared, NotPrepared]),
        ("saga msg tcc xa", "prepareWorkflow", ["200 prepared", OtherMode, OtherMode, OtherMode, CannotPrepare, CannotPrepare]),
        ("workflow", "prepareWorkflow", ["200 prepared", "200", "-", "-", "200", "200"]),
        ("saga msg tcc xa workflow", "forceStop", [Unknown, "200 failed", "200 failed", "200 failed", CannotStop, CannotStop]),
        ("saga msg tcc xa workflow", "resetNextCronTime", [Unknown, "200", "200", "200", "200", "200"]),
    ];

    /// <summary>Every mode x state x call that there is.</summary>
    public static TheoryData<string, string, string, int, string> All()
    {
        var all = new TheoryData<string, string, string, int, string>();
        foreach (var (modes, call, cells) in Rows)
        {
            foreach (var mode in modes.Split(' '))
            {
                for (var i = 0; i < States.Length; i++)
                {
                    if (!DtmBedModes.Has(mode, States[i]))
                        continue;
                    var cell = cells[i].Replace("STATE", States[i], StringComparison.Ordinal).Replace("MODE", mode, StringComparison.Ordinal).Split(' ', 2);
                    all.Add(mode, States[i], call, int.Parse(cell[0], System.Globalization.CultureInfo.InvariantCulture), cell.Length > 1 ? cell[1] : "");
                }
            }
        }

        return all;
    }
}
