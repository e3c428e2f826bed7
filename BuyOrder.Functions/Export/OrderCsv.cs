using System.Globalization;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Export;

/// <summary>Buy orders as CSV, newest first, with the values that the API shows.</summary>
internal sealed class OrderCsv(OrderQueries orders, TokenScale scale)
{
    public const string FileName = "buy-orders.csv";

    /// <summary>Orders read for one portion: two reads each.</summary>
    private const int PageSize = 200;

    private static readonly CsvColumn<OrderResponse>[] Columns =
    [
        new("createdAt", (csv, order) => csv.Own(order.CreatedAt)),
        new("id", (csv, order) => csv.Text(order.Id)),
        new("trigger", (csv, order) => csv.Text(order.Trigger)),
        new("requestedBy", (csv, order) => csv.Text(order.RequestedBy)),
        new("note", (csv, order) => csv.Text(order.Note)),
        new("status", (csv, order) => csv.Text(order.Status)),
        new("phase", (csv, order) => csv.Text(order.Phase)),
        new("reason", (csv, order) => csv.Text(order.Reason)),
        new("unknown", (csv, order) => csv.Own(order.Unknown ? "true" : "false")),
        new("retries", (csv, order) => csv.Own(order.Retries)),
        new("endedAt", (csv, order) => WriteTime(csv, order.EndedAt)),
        new("revenueBase", (csv, order) => csv.Own(order.RevenueBase)),
        new("allocation", (csv, order) => csv.Own(order.Allocation)),
        new("spend", (csv, order) => csv.Own(order.Spend)),
        new("rateBps", (csv, order) => csv.Own(order.RateBps)),
        new("parametersVersion", (csv, order) => csv.Own(order.ParametersVersion)),
        new("totalRevenue", (csv, order) => csv.Own(order.TotalRevenue)),
        new("ledgerRoot", (csv, order) => csv.Text(order.LedgerRoot)),
        new("referencePrice", (csv, order) => csv.Own(order.ReferencePrice)),
        new("tokensAcquired", (csv, order) => csv.Own(order.TokensAcquired)),
        new("tokensAcquiredRaw", (csv, order) => csv.Own(order.TokensAcquiredRaw)),
        new("pricePerToken", (csv, order) => csv.Own(order.PricePerToken)),
        new("transactionHash", (csv, order) => csv.Text(order.TransactionHash)),
        new("blockNumber", (csv, order) => csv.Own(order.BlockNumber?.ToString(CultureInfo.InvariantCulture))),
        new("gasSpent", (csv, order) => csv.Own(order.GasSpent)),
        new("gasSpentRaw", (csv, order) => csv.Own(order.GasSpentRaw)),
        new("wallet", (csv, order) => csv.Text(order.Wallet)),
        new("recipient", (csv, order) => csv.Text(order.Recipient)),
        new("market", (csv, order) => csv.Text(order.Quote.Market)),
        new("fillAgainstMidBps", (csv, order) => csv.Own(order.Fill?.AgainstMidBps?.ToString(CultureInfo.InvariantCulture))),
        new("fillAgainstReferenceBps", (csv, order) => csv.Own(order.Fill?.AgainstReferenceBps.ToString(CultureInfo.InvariantCulture))),
        new("fillAgainstTwapBps", (csv, order) => csv.Own(order.Fill?.AgainstTwapBps?.ToString(CultureInfo.InvariantCulture))),
    ];

    public async Task WriteAsync(CsvWriter csv, OrderFilter filter, CancellationToken cancellation)
    {
        await csv.HeaderAsync(Columns, cancellation);
        string? continuation = null;
        do
        {
            var page = await orders.ListAsync(filter, PageSize, continuation, cancellation);
            var decimals = page.Items.Count == 0 ? 0 : await scale.DecimalsAsync(cancellation);
            foreach (var order in page.Items)
                await csv.RowAsync(Columns, OrderResponse.Of(order, decimals), cancellation);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        await csv.SendAsync(cancellation);
    }

    private static void WriteTime(CsvWriter csv, DateTimeOffset? time)
    {
        if (time is { } moment)
            csv.Own(moment);
        else
            csv.Own((string?)null);
    }
}
