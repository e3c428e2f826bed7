using System.Globalization;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Export;

/// <summary>Buy orders as CSV, newest first, with the values that the API shows.</summary>
internal sealed class OrderCsv(OrderQueries book, TokenScale scale)
{
    public const string FileName = "buy-orders.csv";

    /// <summary>Orders read for one portion: two reads each.</summary>
    private const int PageSize = 200;

    private static readonly string[] Columns =
    [
        "createdAt", "id", "trigger", "requestedBy", "note", "status", "phase", "reason", "unknown", "retries", "endedAt", "revenueBase",
        "allocation", "spend", "rateBps", "parametersVersion", "totalRevenue", "ledgerRoot", "referencePrice", "tokensAcquired",
        "tokensAcquiredRaw", "pricePerToken", "transactionHash", "blockNumber", "gasSpent", "gasSpentRaw", "wallet", "recipient",
    ];

    public async Task WriteAsync(CsvWriter csv, OrderFilter filter, CancellationToken cancellation)
    {
        foreach (var column in Columns)
            csv.Own(column);
        await csv.EndRowAsync(cancellation);
        string? continuation = null;
        do
        {
            var page = await book.ListAsync(filter, PageSize, continuation, cancellation);
            var decimals = page.Items.Count == 0 ? 0 : await scale.DecimalsAsync(cancellation);
            foreach (var order in page.Items)
            {
                Write(csv, OrderResponse.Of(order, decimals));
                await csv.EndRowAsync(cancellation);
            }
            continuation = page.Continuation;
        }
        while (continuation is not null);
        await csv.SendAsync(cancellation);
    }

    private static void Write(CsvWriter csv, OrderResponse order)
    {
        csv.Own(order.CreatedAt);
        csv.Text(order.Id);
        csv.Text(order.Trigger);
        csv.Text(order.RequestedBy);
        csv.Text(order.Note);
        csv.Text(order.Status);
        csv.Text(order.Phase);
        csv.Text(order.Reason);
        csv.Own(order.Unknown ? "true" : "false");
        csv.Own(order.Retries);
        if (order.EndedAt is { } ended)
            csv.Own(ended);
        else
            csv.Own((string?)null);
        csv.Own(order.RevenueBase);
        csv.Own(order.Allocation);
        csv.Own(order.Spend);
        csv.Own(order.RateBps);
        csv.Own(order.ParametersVersion);
        csv.Own(order.TotalRevenue);
        csv.Text(order.LedgerRoot);
        csv.Own(order.ReferencePrice);
        csv.Own(order.TokensAcquired);
        csv.Own(order.TokensAcquiredRaw);
        csv.Own(order.PricePerToken);
        csv.Text(order.TransactionHash);
        csv.Own(order.BlockNumber?.ToString(CultureInfo.InvariantCulture));
        csv.Own(order.GasSpent);
        csv.Own(order.GasSpentRaw);
        csv.Text(order.Wallet.ToString());
        csv.Text(order.Recipient.ToString());
    }
}
