using Azure;
using Azure.Data.Tables;

namespace BuyOrder.Storage.Azure;

/// <summary>One table of Azure Table Storage.</summary>
/// <remarks>
/// Every write goes as an entity group transaction, a single one as well: one path, one way to name the operation that failed.
/// A retried batch may meet its own earlier write: its outcome is then AlreadyExists or Changed although it was applied.
/// </remarks>
internal sealed class AzureTable(TableClient client, StorageRetry retry) : ITable
{
    private const string TableNotFound = "TableNotFound";
    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;
    private const int BadRequest = 400;

    public async Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation)
    {
        TableLimits.CheckKeys(partition, key);
        var answer = await AzureCall.RunAsync(
            $"Reading from {client.Name}",
            retry,
            token => client.GetEntityIfExistsAsync<TableEntity>(partition, key, null, token),
            cancellation);
        if (answer.HasValue)
            return AzureEntity.ToRow(answer.Value!);
        if (answer.GetRawResponse().Content.ToString().Contains(TableNotFound, StringComparison.Ordinal))
            throw Missing(null);
        return null;
    }

    public async Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation)
    {
        TableLimits.CheckQuery(query);
        var continuation = query.Continuation is null ? null : TableContinuation.Decode(query.Continuation);
        try
        {
            return await AzureCall.RunAsync(
                $"Querying {client.Name}", retry, token => FirstPageAsync(query, continuation, token), cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == TableNotFound)
        {
            throw Missing(e);
        }
        catch (RequestFailedException e) when (e.Status == BadRequest && continuation is not null)
        {
            throw new InvalidContinuationException(e);
        }
    }

    public async Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
    {
        TableLimits.CheckBatch(partition, writes);
        var actions = new List<TableTransactionAction>(writes.Count);
        foreach (var write in writes)
            actions.Add(AzureEntity.ToAction(partition, write));
        return await AzureCall.RunAsync($"Writing to {client.Name}", retry, token => SubmitAsync(actions, token), cancellation);
    }

    private async Task<BatchResult> SubmitAsync(List<TableTransactionAction> actions, CancellationToken cancellation)
    {
        var delays = retry.Delays();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await client.SubmitTransactionAsync(actions, cancellation);
                return BatchResult.Success(ETags(answer.Value, actions));
            }
            catch (TableTransactionFailedException e) when (Outcome(e) is { } failure)
            {
                return BatchResult.Refused(failure, e.FailedTransactionActionIndex ?? throw new InvalidDataException(
                    $"Table {client.Name} refused a batch without naming the operation: {e.ErrorCode}.", e));
            }
            catch (RequestFailedException e) when (e.ErrorCode == TableNotFound)
            {
                throw Missing(e);
            }
            catch (TableTransactionFailedException e) when (StorageRetry.IsTransient(e.Status) && attempt <= retry.MaxRetries)
            {
                // The batch was accepted (202) and one operation in it was throttled: the pipeline sees a success and does not retry.
                await Task.Delay(delays.GetNextDelay(null, attempt), cancellation);
            }
        }
    }

    private async Task<TablePage> FirstPageAsync(TableQuery query, string? continuation, CancellationToken cancellation)
    {
        var rowsFound = client.QueryAsync<TableEntity>(AzureFilter.Of(query), query.PageSize, null, cancellation);
        await foreach (var page in rowsFound.AsPages(continuation, query.PageSize))
        {
            var rows = new List<TableRow>(page.Values.Count);
            foreach (var entity in page.Values)
                rows.Add(AzureEntity.ToRow(entity));
            return new TablePage(rows, page.ContinuationToken is null ? null : TableContinuation.Encode(page.ContinuationToken));
        }
        return new TablePage([], null);
    }

    private string?[] ETags(IReadOnlyList<Response> answers, List<TableTransactionAction> actions)
    {
        if (answers.Count != actions.Count)
            throw new IOException($"Table {client.Name} answered {answers.Count} of {actions.Count} operations.");
        var etags = new string?[answers.Count];
        for (var i = 0; i < etags.Length; i++)
        {
            if (actions[i].ActionType != TableTransactionActionType.Delete)
                etags[i] = answers[i].Headers.ETag?.ToString() ?? throw new IOException($"Table {client.Name} gave no ETag for a write.");
        }
        return etags;
    }

    private static BatchFailure? Outcome(TableTransactionFailedException e) => (e.Status, e.ErrorCode) switch
    {
        (NotFound, TableNotFound) => null,
        (NotFound or PreconditionFailed, _) => BatchFailure.Changed,
        (Conflict, "EntityAlreadyExists") => BatchFailure.AlreadyExists,
        _ => null,
    };

    private InvalidOperationException Missing(Exception? inner) => new($"Table {client.Name} does not exist.", inner);
}
