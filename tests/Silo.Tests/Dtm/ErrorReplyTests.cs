using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Dtm;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>How refusals and exceptions look on the wire.</summary>
public sealed class ErrorReplyTests
{
    [Theory]
    [InlineData(ReplyCode.Ok, "", 200, """{"dtm_result":"SUCCESS"}""")]
    [InlineData(ReplyCode.WrongState, "no.", 409, """{"dtm_result":"FAILURE","message":"no. FAILURE"}""")]
    [InlineData(ReplyCode.WrongState, "FAILURE", 409, """{"dtm_result":"FAILURE","message":"FAILURE"}""")]
    [InlineData(ReplyCode.WrongState, "a \"b\" \u00e4", 409, "{\"dtm_result\":\"FAILURE\",\"message\":\"a \\\"b\\\" \u00e4 FAILURE\"}")]
    [InlineData(ReplyCode.NotFound, "no gid", 500, """{"message":"no gid"}""")]
    [InlineData(ReplyCode.Invalid, "gid: FAILURE of a gid", 500, """{"message":"gid: FAILUR\u0045 of a gid"}""")]
    [InlineData(ReplyCode.Unavailable, "full", 503, """{"message":"full"}""")]
    [InlineData(ReplyCode.TryAgain, "again", 503, """{"message":"again"}""")]
    public async Task Reply_OfEachCode_HasDtmsEnvelope(ReplyCode code, string message, int status, string body)
    {
        var context = Context();

        await DtmReply.ReplyAsync(context, new TransactionReply(code, message, null, 0, 0));

        Assert.Equal((status, body), (context.Response.StatusCode, Body(context)));
        Assert.Equal("application/json; charset=utf-8", context.Response.ContentType);
        Assert.Equal(context.Response.Body.Length, context.Response.ContentLength);
        Assert.Equal(status == 503 ? "1" : "", context.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task Handler_FindingTheStoreAway_Answers503()
    {
        var (context, log) = (Context(), new ListLogger());

        await DtmGuard.RunAsync(context, Front(log), (_, _) => throw new JournalUnavailableException());

        Assert.Equal((503, """{"message":"the store is not available"}""", "1"), (context.Response.StatusCode, Body(context), context.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task Handler_ThrowingAnything_IsMaskedAndLogged()
    {
        var (context, log) = (Context(), new ListLogger());

        await DtmGuard.RunAsync(context, Front(log), (_, _) => throw new InvalidOperationException("secret"));

        Assert.Equal((500, """{"message":"internal error"}"""), (context.Response.StatusCode, Body(context)));
        var (level, exception) = Assert.Single(log.Entries);
        Assert.Equal((LogLevel.Error, "secret"), (level, exception?.Message));
    }

    [Fact]
    public async Task Handler_OfAClientThatLeft_AnswersNothing()
    {
        var (context, log) = (Context(), new ListLogger());
        context.RequestAborted = new CancellationToken(canceled: true);

        await DtmGuard.RunAsync(context, Front(log), (_, _) => throw new OperationCanceledException());

        Assert.Equal("", Body(context));
        Assert.Equal(LogLevel.Debug, Assert.Single(log.Entries).Level);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("FAILURE", "FAILUR\\u0045")]
    [InlineData("xFAILUREFAILUREy", "xFAILUR\\u0045FAILUR\\u0045y")]
    [InlineData("\\u00FAILURE", "\\u00FAILUR\\u0045")]
    [InlineData("failure FAILUR FAILUREE", "failure FAILUR FAILUR\\u0045E")]
    public void Hide_AnyText_LeavesNoToken(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(FailureToken.Hide(Encoding.UTF8.GetBytes(text)).Span));

    private static DefaultHttpContext Context() => new() { Response = { Body = new MemoryStream() } };

    private static DtmFront Front(ListLogger log) => new(null!, null!, null!, null!, new EngineOptions(), log);

    private static string Body(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    private sealed class ListLogger : ILogger<DtmFront>
    {
        public List<(LogLevel Level, Exception? Exception)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((logLevel, exception));
    }
}
