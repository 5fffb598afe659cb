namespace OrleansSaga.Storage.Orleans;

/// <summary>What Orleans' grain storage provider runs. The version is the grain's ETag; null means that nothing has been read of it.</summary>
internal static class OrleansStateQueries
{
    /// <summary>The hashes find the row. Strings and nulls decide, for hashes collide and a string key has no extension.</summary>
    private const string OfGrain =
        """
        grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
        and serviceid = @ServiceId and graintypestring = @GrainTypeString and grainidextensionstring is not distinct from @GrainIdExtensionString
        """;

    private const string Now = "now() at time zone 'utc'";

    /// <summary>Who has read a version must still find it; who has read none must be the first, which the unique index says. One row always: what the provider gets back unchanged, it takes for a conflict.</summary>
    private const string Write =
        $"""
        with changed as (
            update orleansstorage set payloadbinary = @PayloadBinary, modifiedon = {Now}, version = version + 1
            where {OfGrain} and version = @GrainStateVersion
            returning version),
        added as (
            insert into orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
            select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary, {Now}, 1
            where @GrainStateVersion is null
            on conflict do nothing
            returning version)
        select coalesce((select version from changed), (select version from added), @GrainStateVersion) as newgrainstateversion
        """;

    private const string Read = $"select payloadbinary, version from orleansstorage where {OfGrain}";

    /// <summary>The row stays, so that a version which somebody still holds never comes again.</summary>
    private const string Clear =
        $"""
        update orleansstorage set payloadbinary = null, modifiedon = {Now}, version = version + 1
        where {OfGrain} and version = @GrainStateVersion
        returning version as newgrainstateversion
        """;

    private const string Delete =
        $"""
        delete from orleansstorage
        where {OfGrain} and version = @GrainStateVersion
        returning version + 1 as newgrainstateversion
        """;

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["WriteToStorageKey"] = Write,
        ["ReadFromStorageKey"] = Read,
        ["ClearStorageKey"] = Clear,
        ["DeleteStorageKey"] = Delete,
    };
}
