using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Refunds;

/// <summary>Writes rows of the index of refunds that are missing; those that are there stay as they are.</summary>
internal static class RefundRows
{
    /// <param name="table">The ledger's.</param>
    /// <param name="partition">Of the shard that has the refunds.</param>
    /// <param name="refunds">Entries of refunds.</param>
    /// <param name="cancellation">Ends it; what was written stays.</param>
    /// <exception cref="TableUnavailableException">Some may be written, some not; writing them again is safe.</exception>
    public static async Task InsertMissingAsync(
        ITable table, string partition, IEnumerable<LedgerEntry> refunds, CancellationToken cancellation)
    {
        foreach (var batch in refunds.Chunk(TableLimits.MaxBatchOperations))
        {
            // Each refusal names a row that is there already, so that the batch grows smaller every time.
            for (var missing = batch.ToList(); missing.Count > 0;)
            {
                var writes = missing.Select(refund => new TableWrite.Insert(RefundRow.Key(refund), RefundRow.Write(refund))).ToArray();
                var result = await table.SubmitAsync(partition, writes, cancellation);
                if (result.Applied)
                    break;
                if (result.Failure != BatchFailure.AlreadyExists)
                    throw new TableUnavailableException("Rows of the index of refunds could not be inserted.");
                missing.RemoveAt(result.FailedIndex);
            }
        }
    }
}
