using Azure;
using Azure.Identity;

namespace BuyOrder.Orders.Signing;

/// <summary>One question to a vault, all its tries together, in the words of a signer.</summary>
internal static class VaultCall
{
    /// <param name="what">What is asked for, for the message.</param>
    /// <param name="timeout">All tries together.</param>
    /// <param name="call">The question.</param>
    /// <param name="cancellation">The caller's; its own cancellation stays one.</param>
    /// <exception cref="SignerUnavailableException">There is no answer, or it is an error.</exception>
    public static async Task<T> AskAsync<T>(
        string what, TimeSpan timeout, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        budget.CancelAfter(timeout);
        try
        {
            return await call(budget.Token);
        }
        catch (RequestFailedException e)
        {
            var answer = e.Status == 0 ? "no answer" : $"status {e.Status} {e.ErrorCode}".TrimEnd();
            throw Unavailable(e.Status == 0 ? SignerTrouble.NoAnswer : SignerTrouble.UnexpectedStatus, $"{what}: {answer}.", e);
        }
        catch (AuthenticationFailedException e)
        {
            throw Unavailable(SignerTrouble.NotAuthenticated, $"{what}: no token for the vault.", e);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is RequestFailedException or OperationCanceledException))
        {
            throw Unavailable(SignerTrouble.NoAnswer, $"{what}: no answer after {e.InnerExceptions.Count} tries.", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Unavailable(SignerTrouble.TimedOut, $"{what}: no answer within {timeout.TotalSeconds:0} s.", e);
        }
    }

    private static SignerUnavailableException Unavailable(SignerTrouble trouble, string message, Exception inner) =>
        new(message, inner) { Trouble = trouble };
}
