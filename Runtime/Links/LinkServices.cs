using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>What every link of a silo needs.</summary>
internal sealed record LinkServices(LinkOptions Options, TimeProvider Time, LinkInstruments Instruments, LogLimiter Limiter, ILogger Logger)
{
    /// <summary>Counts a failed handshake, and logs it if somebody has to do something about it; false when that is not so.</summary>
    public bool OnRefused(LinkRefusedException refused, string peer, string remote)
    {
        Instruments.OnRefused(refused.Refusal);
        if (refused.Refusal is not (LinkRefusal.WrongSecret or LinkRefusal.NoCommonProtocol))
            return false;
        if (!Limiter.May($"{refused.Refusal} {peer}"))
            return true;
        if (refused.Refusal == LinkRefusal.WrongSecret)
            Logger.WrongSecret(peer, remote);
        else
            Logger.NoCommonProtocol(peer, remote, refused.Message);
        return true;
    }
}
