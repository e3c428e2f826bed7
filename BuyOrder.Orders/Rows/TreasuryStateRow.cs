using System.Collections.Immutable;
using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Treasury;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>The state of the order store as a row, and back.</summary>
internal static class TreasuryStateRow
{
    /// <summary>2 since the state is bound to the record chain: code from before it must not take a step.</summary>
    public const int Schema = 2;

    /// <summary>Of a state that is paused: code that knows nothing of the pause must not take a step on it.</summary>
    public const int PausedSchema = 3;

    public const string HashColumn = "stateHash";

    private const string PauseOn = "on";
    private const string PauseOff = "off";

    /// <summary>With a hash over all of it.</summary>
    public static RowValues Write(TreasuryState state)
    {
        var row = Columns(state);
        WindowColumns.Write(row, state.Windows);
        FillColumn.Write(row, state.Fills);
        row[HashColumn] = RowHash.Of(row);
        return row;
    }

    /// <summary>Whether the row was written before there was a record chain.</summary>
    public static bool IsFromBeforeRecords(RowValues row) => row.Int32("schema") < Schema;

    private static RowValues Columns(TreasuryState state) => new()
    {
        ["schema"] = state.Pause is PauseState.Paused ? PausedSchema : Schema,
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
        ["genesisHash"] = state.GenesisHash?.ToString(),
        ["contracts"] = state.Contracts,
        ["spenders"] = state.Spenders.IsEmpty ? null : string.Join(',', state.Spenders),
        ["leftWallet"] = state.LeftWallet?.ToString(),
        ["lastSwapGas"] = state.LastSwapGas,
        ["scheduleFrom"] = state.ScheduleFrom,
        ["finishedSlot"] = state.FinishedSlot,
        ["pendingSlotId"] = state.PendingSlot?.Id,
        ["pendingSlotAt"] = state.PendingSlot?.At,
        ["pendingSlotReason"] = state.PendingSlot?.LastReason.Value,
        ["recordNumber"] = state.RecordNumber,
        ["recordHash"] = state.RecordHash,
        ["openOrderHash"] = state.OpenOrderHash,
        ["auditRows"] = state.AuditRows,
        ["auditHash"] = state.AuditHash,
        ["newestCountingId"] = state.NewestCounting?.OrderId,
        ["newestCountingCents"] = state.NewestCounting?.Total.Cents,
        ["newestCountingAt"] = state.NewestCounting?.At,
        ["confirmedRefunds"] = state.Confirmed.Refunds,
        ["confirmedRevenueCents"] = state.Confirmed.Total?.Cents,
        ["parametersVersion"] = state.ParametersVersion == 0 ? null : state.ParametersVersion,
        ["pause"] = state.Pause switch
        {
            PauseState.Unmoved => null,
            PauseState.Paused => PauseOn,
            _ => PauseOff,
        },
        ["pauseAt"] = state.Pause.LastChange?.At,
        ["pauseBy"] = state.Pause.LastChange?.By,
        ["pauseReason"] = state.Pause.LastChange?.Reason,
    };

    public static TreasuryState Read(RowValues row)
    {
        row.RequireSchema("The order store", PausedSchema);
        return new TreasuryState
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
            Windows = WindowColumns.Read(row),
            LastExecutionAt = row.TimeOrNull("lastExecutionAt"),
            NextNonce = ReadNonces(row.Text("nextNonce")),
            HighWaterBlock = row.Int64("highWaterBlock"),
            GenesisHash = row["genesisHash"] is null ? null : RowChain.Hash(row, "genesisHash"),
            Contracts = row.TextOrNull("contracts"),
            Spenders = [.. ReadIds(row.TextOrNull("spenders")).Select(Address.Parse)],
            LeftWallet = row.TextOrNull("leftWallet") is { } left ? Address.Parse(left) : null,
            LastSwapGas = row.Int64OrNull("lastSwapGas"),
            ScheduleFrom = row.TimeOrNull("scheduleFrom"),
            FinishedSlot = row.TimeOrNull("finishedSlot"),
            PendingSlot = row.TextOrNull("pendingSlotId") is { } id
                ? new PendingSlot(id, row.Time("pendingSlotAt"), row.ReasonOrNull("pendingSlotReason")!.Value)
                : null,
            RecordNumber = row.Int64OrNull("recordNumber") ?? 0,
            RecordHash = row.TextOrNull("recordHash"),
            OpenOrderHash = row.TextOrNull("openOrderHash"),
            AuditRows = row.Int64OrNull("auditRows") ?? 0,
            AuditHash = row.TextOrNull("auditHash"),
            NewestCounting = row.TextOrNull("newestCountingId") is { } counting
                ? new RevenueMark(counting, new Zar(row.Int64("newestCountingCents")), row.Time("newestCountingAt"))
                : null,
            Confirmed = new ConfirmedRevenue
            {
                Refunds = row.TextOrNull("confirmedRefunds"),
                Total = row.Int64OrNull("confirmedRevenueCents") is { } cents ? new Zar(cents) : null,
            },
            ParametersVersion = row["parametersVersion"] is null ? 0 : row.Int32("parametersVersion"),
            Pause = ReadPause(row),
            Fills = FillColumn.Read(row),
        };
    }

    private static PauseState ReadPause(RowValues row)
    {
        var change = row.TextOrNull("pauseBy") is { } by ? new PauseChange(row.Time("pauseAt"), by, row.Text("pauseReason")) : null;
        return (row.TextOrNull("pause"), change) switch
        {
            (null, _) => new PauseState.Unmoved(),
            (PauseOff, null) => new PauseState.Never(),
            (PauseOff, { } resumed) => new PauseState.Resumed(resumed),
            (PauseOn, { } paused) => new PauseState.Paused(paused),
            _ => throw new InvalidDataException($"Property pause is '{row.TextOrNull("pause")}': it can be {PauseOn}, with who and why, or {PauseOff}."),
        };
    }

    private static ImmutableSortedSet<string> ReadIds(string? text) =>
        text is null ? ImmutableSortedSet<string>.Empty : [.. text.Split(',')];

    private static ImmutableSortedDictionary<Address, long> ReadNonces(string text)
    {
        var nonces = ImmutableSortedDictionary.CreateBuilder<Address, long>();
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=');
            nonces[Address.Parse(parts[0])] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        return nonces.ToImmutable();
    }
}
