using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// Sends a call again whose silo was lost: Orleans places the grain anew as soon as it has noticed. All grains take repeats, by their
/// request ids, stamps and the journal's versions. What is still refused then ends as <see cref="SiloUnavailableException"/>.
/// </summary>
internal sealed class OrleansCallRetry(TimeProvider time) : IOutgoingGrainCallFilter
{
    /// <summary>Together longer than it takes to declare a silo dead.</summary>
    private const int MostAttempts = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Orleans' own calls, of which its directory makes several for each activation, go as they are.</summary>
    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.Grain is ITransactionGrain or IBranchGrain ? InvokeWithRetryAsync(context) : context.Invoke();

    private async Task InvokeWithRetryAsync(IOutgoingGrainCallContext context)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (OrleansMessageRejectionException lost) when (attempt == MostAttempts)
            {
                throw lost as SiloUnavailableException ?? new SiloUnavailableException(lost.Message, lost);
            }
            catch (OrleansMessageRejectionException)
            {
                await Task.Delay(Pause, time);
            }
        }
    }
}
