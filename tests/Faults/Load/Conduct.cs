namespace OrleansSaga.Faults;

/// <summary>How a client behaves.</summary>
internal enum Conduct
{
    /// <summary>Does all that it should.</summary>
    Regular,

    /// <summary>Does the first half of its work, and is not heard of again.</summary>
    LeavesInTheMiddle,

    /// <summary>Registers its second branch, and gives up without calling it.</summary>
    GivesUpBeforeTheTry,

    /// <summary>Gives up, and then a call arrives that was sent before.</summary>
    SendsALateTry,

    /// <summary>Submits twice at the same time, at two servers if there are as many.</summary>
    AsksTwice,
}
