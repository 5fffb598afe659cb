using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>All rules about one life.</summary>
internal static class LifeRules
{
    public static IEnumerable<Violation> Check(Life life, Replay replay, DateTime now, CheckInput input)
    {
        var found = LifeRule.Check(life, replay).Concat(VersionRule.Check(life));
        // Of what cannot be read in full, the rest says nothing.
        return life.Creation is null || life.Records.Any(record => record.Damage is not null)
            ? found
            : found
                .Concat(DecisionRule.Check(life, replay))
                .Concat(AgreementRule.Check(life, replay))
                .Concat(ForwardRule.Check(life, replay))
                .Concat(OutcomeRule.Check(life, replay))
                .Concat(OpenRule.Check(life, replay, now, input))
                .Concat(ParkRule.Check(life, replay));
    }
}
