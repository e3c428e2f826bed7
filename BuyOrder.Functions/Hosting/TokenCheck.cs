using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// Once, beside the start: a token in whose decimals no amount can be exact is a wrong setting, and ends the process as any other does. A chain
/// that gives no answer in time says nothing: revenue does not wait for it, and each run looks again.
/// </summary>
internal sealed partial class TokenCheck(
    PreTradeReader chain, ProcessEnd end, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<TokenCheck> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that cannot start ends without having asked anything.
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var started = lifetime.ApplicationStarted.Register(() => listening.TrySetResult());
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        try
        {
            await listening.Task.WaitAsync(stoppingToken);
            var opening = await chain.OpenMarketAsync(either.Token);
            if (opening is MarketOpening.Closed { Why: MarketFailure.UnsupportedDecimals, Detail: var detail })
                end.Refuse(detail);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.NotTold(logger, "the process ends.");
        }
#pragma warning disable CA1031 // Whatever goes wrong here says nothing of the tokens, and must not end a process that takes revenue.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.NotTold(logger, error is OperationCanceledException ? "no answer in time." : error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The tokens' decimals could not be looked at yet: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
