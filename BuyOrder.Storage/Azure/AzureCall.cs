using System.Net.Sockets;
using System.Text.Json;
using Azure;
using Azure.Identity;

namespace BuyOrder.Storage.Azure;

/// <summary>Runs one call on the service within its time, and turns everything that is no trustworthy answer into one exception.</summary>
internal static class AzureCall
{
    /// <summary>Below it an answer means success; the client calls it a failure when it cannot be read.</summary>
    private const int FirstErrorStatus = 400;

    private const int Unauthorized = 401;
    private const int Forbidden = 403;

    /// <summary>What the service says of a table that is being deleted: its name can be used again a while later.</summary>
    private const string TableBeingDeleted = "TableBeingDeleted";

    /// <exception cref="TableUnavailableException">Unreachable, throttled past all retries, too slow, or it did not let us in.</exception>
    /// <exception cref="RequestFailedException">The service's answer to a request that it understood and refused.</exception>
    public static Task<T> RunAsync<T>(
        string what, StorageRetry retry, Func<CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        RunAsync(what, "table storage", retry, call, cancellation);

    /// <summary>The same on another service, by its name in messages.</summary>
    public static async Task<T> RunAsync<T>(
        string what, string service, StorageRetry retry, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(retry.CallTimeout);
        try
        {
            return await call(limit.Token);
        }
        catch (RequestFailedException e) when (IsNoAnswer(e))
        {
            throw Unavailable(what, service, e);
        }
        catch (AggregateException e)
        {
            // Azure.Core's way to tell of several tries that all failed.
            cancellation.ThrowIfCancellationRequested();
            throw Unavailable(what, service, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Unavailable(what, service, e);
        }
        catch (Exception e) when (e is IOException or SocketException or JsonException or AuthenticationFailedException)
        {
            throw Unavailable(what, service, e);
        }
    }

    private static bool IsNoAnswer(RequestFailedException e) =>
        e.Status is < FirstErrorStatus or Unauthorized or Forbidden || StorageRetry.IsTransient(e.Status) || e.ErrorCode == TableBeingDeleted;

    private static TableUnavailableException Unavailable(string what, string service, Exception e)
    {
        var cause = e is AggregateException { InnerExceptions: [.., var last] } ? last : e;
        var reason = cause switch
        {
            RequestFailedException { Status: >= FirstErrorStatus } refused => $"{refused.Status} {refused.ErrorCode}".TrimEnd(),
            RequestFailedException { Status: > 0 } or JsonException => "an answer that is not the service's",
            OperationCanceledException => "no answer in time",
            _ => "no connection",
        };
        return new TableUnavailableException($"{what}: {service} is unavailable ({reason}).", e);
    }
}
