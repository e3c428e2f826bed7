using System.Collections.Immutable;
using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Orders.Book;

/// <summary>The state of the order book as a row, and back.</summary>
internal static class BookStateRow
{
    public static RowValues Write(BookState state) => new()
    {
        ["schema"] = RowText.Schema,
        ["consumedBaseCents"] = state.ConsumedBase.Cents,
        ["totalSpentCents"] = state.TotalSpent.Cents,
        ["tokensAcquired"] = RowText.Of(state.TokensAcquired),
        ["gasSpentWei"] = RowText.Of(state.GasSpentWei),
        ["completed"] = state.Completed,
        ["failed"] = state.Failed,
        ["openOrderId"] = state.OpenOrderId,
        ["openSpendCents"] = state.OpenSpend.Cents,
        ["undoneOrders"] = state.UndoneOrders.IsEmpty ? null : string.Join(',', state.UndoneOrders),
        ["undoneSpendCents"] = state.UndoneSpend.Cents,
        ["lastExecutionAt"] = state.LastExecutionAt,
        ["nextNonce"] = string.Join(',', state.NextNonce.Select(next => $"{next.Key}={next.Value.ToString(CultureInfo.InvariantCulture)}")),
        ["highWaterBlock"] = state.HighWaterBlock,
        ["genesisHash"] = state.GenesisHash,
        ["contracts"] = state.Contracts,
        ["spenders"] = state.Spenders.IsEmpty ? null : string.Join(',', state.Spenders),
        ["lastSwapGas"] = state.LastSwapGas,
        ["scheduleFrom"] = state.ScheduleFrom,
        ["finishedSlot"] = state.FinishedSlot,
        ["pendingSlotId"] = state.PendingSlot?.Id,
        ["pendingSlotAt"] = state.PendingSlot?.At,
        ["pendingSlotReason"] = state.PendingSlot?.LastReason.Value,
    };

    public static BookState Read(RowValues row)
    {
        row.RequireSchema("The order book");
        return new BookState
        {
            ConsumedBase = new Zar(row.Int64("consumedBaseCents")),
            TotalSpent = new Zar(row.Int64("totalSpentCents")),
            TokensAcquired = row.BigInteger("tokensAcquired"),
            GasSpentWei = row.BigInteger("gasSpentWei"),
            Completed = row.Int64("completed"),
            Failed = row.Int64("failed"),
            OpenOrderId = row.TextOrNull("openOrderId"),
            OpenSpend = new Zar(row.Int64("openSpendCents")),
            UndoneOrders = ReadIds(row.TextOrNull("undoneOrders")),
            UndoneSpend = new Zar(row.Int64OrNull("undoneSpendCents") ?? 0),
            LastExecutionAt = row.TimeOrNull("lastExecutionAt"),
            NextNonce = ReadNonces(row.Text("nextNonce")),
            HighWaterBlock = row.Int64("highWaterBlock"),
            GenesisHash = row.TextOrNull("genesisHash"),
            Contracts = row.TextOrNull("contracts"),
            Spenders = ReadIds(row.TextOrNull("spenders")),
            LastSwapGas = row.Int64OrNull("lastSwapGas"),
            ScheduleFrom = row.TimeOrNull("scheduleFrom"),
            FinishedSlot = row.TimeOrNull("finishedSlot"),
            PendingSlot = row.TextOrNull("pendingSlotId") is { } id
                ? new PendingSlot(id, row.Time("pendingSlotAt"), row.ReasonOrNull("pendingSlotReason")!.Value)
                : null,
        };
    }

    private static ImmutableSortedSet<string> ReadIds(string? text) =>
        text is null ? ImmutableSortedSet<string>.Empty : [.. text.Split(',')];

    private static ImmutableSortedDictionary<string, long> ReadNonces(string text)
    {
        var nonces = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=');
            nonces[parts[0]] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        return nonces.ToImmutable();
    }
}
