namespace OrleansSaga.Silo.Dtm;

/// <summary>A JSON-RPC request as it was decoded (protocol 1.7).</summary>
/// <param name="Id">id; empty when there is none.</param>
/// <param name="Version">jsonrpc; empty when there is none.</param>
/// <param name="Method">method; empty when there is none.</param>
/// <param name="Trans">params of prepare, submit and abort.</param>
/// <param name="Branch">params of registerBranch.</param>
/// <param name="Wrong">What is wrong with the envelope, naming the field; null when nothing is.</param>
internal readonly record struct JsonRpcCall(string Id, string Version, string Method, DecodedTrans Trans, DecodedBranch Branch, string? Wrong)
{
    public const string NewGid = "newGid";
    public const string Prepare = "prepare";
    public const string Submit = "submit";
    public const string Abort = "abort";
    public const string RegisterBranch = "registerBranch";

    public static JsonRpcCall Refused(string wrong) => new("", "", "", default, default, wrong);
}
