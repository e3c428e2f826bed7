using BuyOrder.Functions.Http;
using BuyOrder.Ledger;
using BuyOrder.Orders.Verifying;

namespace BuyOrder.Functions.Functions;

/// <summary>Computes the ledger again from its rows, as much as a call may take, and says where to go on.</summary>
internal static class VerifyLedger
{
    /// <summary>Far below what hosts and proxies allow a call.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/ledger/verify", HandleAsync)
        .WithName(nameof(VerifyLedger))
        .WithQuery(QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(
        HttpRequest request, Verifier verifier, RevenueLedger ledger, VerificationLog log, CancellationToken cancellation)
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
