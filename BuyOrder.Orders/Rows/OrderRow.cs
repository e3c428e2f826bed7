using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>An order as a row, and back.</summary>
internal static class OrderRow
{
    /// <summary>How many attempts there are; written by <see cref="TreasuryStateSeal"/>.</summary>
    public const string AttemptsColumn = "attempts";

    /// <summary>Over the hashes of their rows, oldest first.</summary>
    public const string AttemptsHashColumn = "attemptsHash";

    /// <summary>Of an open order that is to be cancelled: a version that does not know of that must not take a step of it.</summary>
    public const int UnwantedSchema = 2;

    /// <summary>Of an open order that is bought at a market which versions before do not know: they would go on with it at Uniswap v2.</summary>
    public const int OtherMarketSchema = 3;

    public static RowValues Write(Order order)
    {
        var row = new RowValues
        {
            ["schema"] = SchemaOf(order),
            ["id"] = order.Id,
            ["trigger"] = order.Trigger.ToString(),
            ["requestedBy"] = order.RequestedBy,
            ["note"] = order.Note,
            ["createdAt"] = order.CreatedAt,
            ["day"] = WindowColumns.TextOf(order.Day),
            ["revenueBaseCents"] = order.RevenueBase.Cents,
            ["allocationCents"] = order.Allocation.Cents,
            ["spendCents"] = order.Spend.Cents,
            ["spendUnits"] = RowText.Of(order.SpendUnits),
            ["rateBps"] = order.RateBps,
            ["parametersVersion"] = order.ParametersVersion,
            ["parametersHash"] = order.ParametersHash,
            ["ledgerRoot"] = order.LedgerRoot,
            ["revenueTotalCents"] = order.RevenueTotal.Cents,
            ["cutOff"] = string.Join(',', order.CutOff.Select(entries => entries.ToString(CultureInfo.InvariantCulture))),
            ["wallet"] = order.Wallet.ToString(),
            ["keyId"] = order.KeyId,
            ["recipient"] = order.Recipient.ToString(),
            ["status"] = order.Status.ToString(),
            ["phase"] = order.Phase.ToString(),
            ["retry"] = order.Retry,
            ["isUnknown"] = order.IsUnknown,
            ["reason"] = order.Reason?.Value,
            ["gasSpentWei"] = RowText.Of(order.GasSpentWei),
            ["endedAt"] = order.EndedAt,
            ["recordNumber"] = order.RecordNumber == 0 ? null : order.RecordNumber,
            ["holds"] = order.Holds == 0 ? null : order.Holds,
            ["boughtAtMid"] = order.BoughtAtMid is { } atMid ? RowText.Of(atMid) : null,
            ["prices"] = PricesText.Write(order.Prices),
        };
        if (order.Revenue is { } revenue)
            TotalsText.Write(row, revenue);
        QuoteColumns.Write(row, order.Quote);
        WriteHold(row, order.Hold);
        WritePurchase(row, order.Purchase);
        WriteResolution(row, order);
        WriteCancel(row, order.CancelRequested);
        return row;
    }

    public static Order Read(RowValues row)
    {
        row.RequireSchema("An order", OtherMarketSchema);
        return new Order
        {
            Id = row.Text("id"),
            Trigger = row.Name<OrderTrigger>("trigger"),
            RequestedBy = row.Text("requestedBy"),
            Note = row.TextOrNull("note"),
            CreatedAt = row.Time("createdAt"),
            Day = WindowColumns.ReadDay(row, "day"),
            RevenueBase = new Zar(row.Int64("revenueBaseCents")),
            Allocation = new Zar(row.Int64("allocationCents")),
            Spend = new Zar(row.Int64("spendCents")),
            SpendUnits = row.BigInteger("spendUnits"),
            RateBps = row.Int32("rateBps"),
            ParametersVersion = row.Int32("parametersVersion"),
            ParametersHash = row.TextOrNull("parametersHash"),
            LedgerRoot = row.Text("ledgerRoot"),
            RevenueTotal = new Zar(row.Int64("revenueTotalCents")),
            CutOff = [.. row.Text("cutOff").Split(',').Select(entries => long.Parse(entries, CultureInfo.InvariantCulture))],
            Revenue = TotalsText.Read(row) is { Lines.Count: > 0 } revenue ? revenue : null,
            Quote = QuoteColumns.Read(row),
            Prices = PricesText.Read(row.TextOrNull("prices")),
            Wallet = RowChain.Address(row, "wallet"),
            KeyId = row.Text("keyId"),
            Recipient = RowChain.Address(row, "recipient"),
            Status = row.Name<JobStatus>("status"),
            Phase = row.Name<JobPhase>("phase"),
            Retry = row.Int32("retry"),
            Hold = ReadHold(row),
            IsUnknown = row.Flag("isUnknown"),
            Reason = row.ReasonOrNull("reason"),
            CancelRequested = ReadCancel(row),
            Purchase = ReadPurchase(row),
            BoughtAtMid = row.TextOrNull("boughtAtMid") is null ? null : row.BigInteger("boughtAtMid"),
            TimesUndone = (int)(row.Int64OrNull("timesUndone") ?? 0),
            Resolution = ReadResolution(row),
            GasSpentWei = row.BigInteger("gasSpentWei"),
            EndedAt = row.TimeOrNull("endedAt"),
            RecordNumber = row.Int64OrNull("recordNumber") ?? 0,
            Holds = row["holds"] is null ? 0 : row.Int32("holds"),
        };
    }

    private static int SchemaOf(Order order)
    {
        if (order.IsEnded)
            return RowText.Schema;
        if (order.Quote.Market != OrderQuote.FirstMarket)
            return OtherMarketSchema;
        return order.CancelRequested is null ? RowText.Schema : UnwantedSchema;
    }

    public static void WriteHold(RowValues row, Hold? hold)
    {
        row["holdReason"] = hold?.Reason.Value;
        row["holdDetail"] = hold?.Detail;
        row["holdSince"] = hold?.Since;
        row["holdLooks"] = hold?.Looks;
        row["holdHead"] = hold?.Head;
        row["holdTriedTo"] = hold?.Tried?.To.ToString();
        row["holdTriedData"] = hold?.Tried?.Data;
    }

    public static Hold? ReadHold(RowValues row) => row.ReasonOrNull("holdReason") is { } reason
        ? new Hold(reason, row.Text("holdDetail"), row.Time("holdSince"), row.Int32("holdLooks"), row.Int64OrNull("holdHead") ?? 0)
        {
            Tried = row["holdTriedTo"] is not null ? new TriedCall(RowChain.Address(row, "holdTriedTo"), row.Text("holdTriedData")) : null,
        }
        : null;

    private static void WritePurchase(RowValues row, Purchase? purchase)
    {
        if (purchase is null)
            return;

        row["transactionHash"] = purchase.TransactionHash.ToString();
        row["blockNumber"] = purchase.BlockNumber;
        row["blockHash"] = purchase.BlockHash.ToString();
        row["spentUnits"] = RowText.Of(purchase.SpentUnits);
        row["tokensAcquired"] = RowText.Of(purchase.TokensAcquired);
        row["byEventsAlone"] = purchase.ByEventsAlone ? true : null;
    }

    private static Purchase? ReadPurchase(RowValues row) => row["transactionHash"] is not null
        ? new Purchase(
            RowChain.Hash(row, "transactionHash"),
            row.Int64("blockNumber"),
            RowChain.Hash(row, "blockHash"),
            row.BigInteger("spentUnits"),
            row.BigInteger("tokensAcquired"),
            row["byEventsAlone"] is true)
        : null;

    public static void WriteCancel(RowValues row, CancelWish? wish)
    {
        row["cancelRequestedAt"] = wish?.At;
        row["cancelRequestedBy"] = wish?.By;
        row["cancelReason"] = wish?.Reason;
    }

    public static CancelWish? ReadCancel(RowValues row) => row["cancelRequestedAt"] is null
        ? null
        : new CancelWish(row.Time("cancelRequestedAt"), row.Text("cancelRequestedBy"), row.Text("cancelReason"));

    /// <summary>Only for the few orders that needed an operator; rows of others are as they always were.</summary>
    private static void WriteResolution(RowValues row, Order order)
    {
        row["timesUndone"] = order.TimesUndone == 0 ? null : (long)order.TimesUndone;
        row["resolutionFinding"] = order.Resolution?.Finding.ToString();
        row["resolutionReason"] = order.Resolution?.Reason;
        row["resolutionEvidence"] = order.Resolution?.Evidence;
        row["resolvedBy"] = order.Resolution?.ResolvedBy;
        row["resolvedAt"] = order.Resolution?.At;
    }

    private static Resolution? ReadResolution(RowValues row) => row.TextOrNull("resolutionFinding") is null
        ? null
        : new Resolution(
            row.Name<Finding>("resolutionFinding"),
            row.Text("resolutionReason"),
            row.TextOrNull("resolutionEvidence"),
            row.Text("resolvedBy"),
            row.Time("resolvedAt"));
}
