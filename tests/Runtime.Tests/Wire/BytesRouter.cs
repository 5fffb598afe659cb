using System.Buffers;

namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Routes calls as over a link: all that crosses is bytes and names.</summary>
internal sealed class BytesRouter(GrainCatalog catalog, ICallRouter silo) : ICallRouter
{
    public void Send(GrainAddress target, Request request)
    {
        var method = request.Invocation.Method;
        var arguments = new ArrayBufferWriter<byte>();
        method.WriteArguments(arguments, request.Invocation.Arguments);

        var linked = catalog.Linked.Find(method.InterfaceAlias, method.Alias)!;
        var arrived = linked.Method.CreateRequest(linked.Method.ReadArguments(arguments.WrittenSpan));
        silo.Send(new GrainAddress(linked.Class, target.Key), arrived);
        _ = Reply(arrived, request);
    }

    private static async Task Reply(Request arrived, Request request)
    {
        try
        {
            await arrived.Outcome;
            var result = new ArrayBufferWriter<byte>();
            arrived.WriteResult(result);
            request.CompleteFrom(result.WrittenSpan);
        }
        catch (Exception exception)
        {
            request.Fail(exception);
        }
    }
}
