namespace OrleansSaga.Runtime.Tests;

/// <summary>Tells where it runs.</summary>
[Alias("test.place")]
public interface IPlaceGrain : IGrainWithStringKey
{
    /// <summary>Name of the silo.</summary>
    [Alias("Where")]
    Task<string> Where();

    /// <summary>Passes the silo's gate, and then says where that was.</summary>
    [Alias("Hold")]
    Task<string> Hold();

    /// <summary>Waits inside until the activation ends; says how.</summary>
    [AlwaysInterleave]
    [Alias("Wait")]
    Task<string> Wait();

    /// <summary>Throws.</summary>
    [Alias("Fail")]
    Task Fail(string message);

    /// <summary>Asks the local helper of this key where it is.</summary>
    [Alias("WhereIsMyHelper")]
    Task<string> WhereIsMyHelper();
}

/// <summary>Placed with its caller.</summary>
[Alias("test.local")]
public interface ILocalGrain : IGrainWithStringKey
{
    /// <summary>Name of the silo.</summary>
    [Alias("Where")]
    Task<string> Where();
}
