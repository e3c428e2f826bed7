using BuyOrder.Ledger;
using BuyOrder.Orders.Verifying;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>Computes the ledger again from its rows, as much as a call may take, and says where to go on.</summary>
internal sealed class LedgerFunctions(Verifier verifier, RevenueLedger ledger, VerificationLog log)
{
    /// <summary>Far below what hosts and proxies allow a call.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    [Function(nameof(VerifyLedger)), Query(QueryReader.Continuation)]
    public async Task<IResult> VerifyLedger(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ledger/verify")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var from = VerificationPosition.Start;
        if (query.ContinuationText() is { } continuation && !VerificationPosition.TryParse(continuation, ledger.ShardCount, out from))
            query.ContinuationFault();
        if (query.Problem is { } problem)
            return problem;

        var newest = await log.NewestAsync(cancellation);
        var part = await verifier.VerifyPartAsync(from!, Budget, newest?.Record, cancellation);
        return TypedResults.Json(
            new VerificationReport(
                new VerificationReport.VerifiedPart(part.Entries, part.Blocks, part.Book?.Orders, part.Book?.Records),
                VerificationReport.FaultPart.Of(part.FirstFault),
                query.NextLink("/api/ledger/verify", part.Next?.ToString()))
            {
                NewestRecord = VerificationReport.RecordPart.Of(part.Book?.Newest),
                VerifiedRecord = VerificationReport.RecordPart.Of(newest?.Record),
            },
            ApiJson.Default.VerificationReport);
    }
}
