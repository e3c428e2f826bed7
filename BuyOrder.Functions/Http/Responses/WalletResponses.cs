using System.Text.Json.Serialization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Wallet;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>A wallet task with everything that can be checked about it. Amounts in the stablecoin's smallest unit.</summary>
internal sealed record WalletTaskResponse
{
    public required string Id { get; init; }

    /// <summary><c>sweep</c> or <c>revokeAllowance</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of a sweep.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? AmountRaw { get; init; }

    /// <summary>Of a sweep: the treasury.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Receiver { get; init; }

    /// <summary>Of an allowance.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Spender { get; init; }

    public required string Stablecoin { get; init; }

    public required string Wallet { get; init; }

    public required string KeyId { get; init; }

    public required string RequestedBy { get; init; }

    public required string Reason { get; init; }

    /// <summary><c>pending</c>, <c>completed</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    public required string Phase { get; init; }

    /// <summary>Why it failed, was retried or is held.</summary>
    public required string? Code { get; init; }

    /// <summary>Why it does not move on just now; it goes on by itself.</summary>
    public required HoldResponse? Held { get; init; }

    public required CancelResponse? Cancel { get; init; }

    public required int Retries { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required string? TransactionHash { get; init; }

    public required long? BlockNumber { get; init; }

    /// <summary>What left the wallet.</summary>
    public required string? MovedRaw { get; init; }

    /// <summary>What arrived of it.</summary>
    public required string? ArrivedRaw { get; init; }

    public required string GasSpentRaw { get; init; }

    public required IReadOnlyList<AttemptResponse> Attempts { get; init; }

    public static WalletTaskResponse Of(TaskRecord record)
    {
        var (task, attempts) = record;
        var (sweep, revoke) = (task.Action as TaskAction.Sweep, task.Action as TaskAction.Revoke);
        return new WalletTaskResponse
        {
            Id = task.Id,
            Kind = sweep is not null ? Bodies.CreateWalletTaskBody.Sweep : Bodies.CreateWalletTaskBody.Revoke,
            AmountRaw = sweep is null ? null : TokenText.Raw(sweep.Units),
            Receiver = sweep?.Receiver.ToString(),
            Spender = revoke?.Spender.ToString(),
            Stablecoin = task.Stablecoin.ToString(),
            Wallet = task.Wallet.ToString(),
            KeyId = task.KeyId,
            RequestedBy = task.RequestedBy,
            Reason = task.Why,
            Status = Words.Of(task.Status),
            Phase = Words.Of(task.Phase),
            Code = (task.Reason ?? task.Hold?.Reason)?.Value,
            Held = HoldResponse.Of(task, attempts),
            Cancel = CancelResponse.Of(task.CancelRequested),
            Retries = task.Retry,
            CreatedAt = task.CreatedAt,
            EndedAt = task.EndedAt,
            TransactionHash = task.Outcome?.TransactionHash.ToString(),
            BlockNumber = task.Outcome?.BlockNumber,
            MovedRaw = task.Outcome is { } moved ? TokenText.Raw(moved.LeftUnits) : null,
            ArrivedRaw = task.Outcome is { } arrived ? TokenText.Raw(arrived.ArrivedUnits) : null,
            GasSpentRaw = TokenText.Raw(task.GasSpentWei),
            Attempts = [.. attempts.Select(AttemptResponse.Of)],
        };
    }
}

/// <summary>The wallets, what is open, and how long the one in use lasts.</summary>
/// <param name="KeyId">The configured key.</param>
/// <param name="Current">Its wallet.</param>
/// <param name="Earlier">Wallets that were used before.</param>
/// <param name="Open">The order or the task that is open; null when none is.</param>
/// <param name="Outlook">How long the wallet lasts at the run rate; null while no order has completed lately.</param>
internal sealed record WalletResponse(
    string KeyId, WalletResponse.AddressPart Current, IReadOnlyList<WalletResponse.AddressPart> Earlier, WalletResponse.OpenPart? Open, WalletResponse.OutlookPart? Outlook)
{
    public static WalletResponse Of(WalletView view, int warningDays) => new(
        view.Key.KeyId,
        AddressPart.Of(view.Current, view.Units.StablecoinDecimals),
        [.. view.Earlier.Select(part => AddressPart.Of(part, view.Units.StablecoinDecimals))],
        view.Open is null ? null : new OpenPart(view.Open.Id, view.Open is Order ? "order" : "task", Words.Of(view.Open.Phase), [.. view.Attempts.Select(AttemptResponse.Of)]),
        view.Rate is null ? null : OutlookPart.Of(view.Rate, view, warningDays));

    /// <param name="Address">The wallet.</param>
    /// <param name="NonceAtHead">The lowest that is free at the newest block.</param>
    /// <param name="NonceFinal">The same at the final one.</param>
    /// <param name="NonceExpected">The next one, as the order store has it; null while it has signed nothing with the wallet.</param>
    /// <param name="Native">Whole units of the chain's currency.</param>
    /// <param name="Stablecoin">Whole units.</param>
    /// <param name="StablecoinRaw">Smallest units.</param>
    /// <param name="Allowances">What each watched spender may take, where it is more than nothing.</param>
    internal sealed record AddressPart(
        string Address, long NonceAtHead, long NonceFinal, long? NonceExpected, string Native, string Stablecoin, string StablecoinRaw,
        IReadOnlyList<HealthDetailsResponse.AllowancePart> Allowances)
    {
        public static AddressPart Of(WalletPart part, int decimals) => new(
            part.Wallet.ToString(),
            part.Facts.NonceAtHead,
            part.Facts.NonceAtFinal,
            part.NextNonce,
            TokenText.Whole(part.Facts.NativeBalanceWei, TokenText.NativeDecimals),
            TokenText.Whole(part.Facts.StablecoinBalance, decimals),
            TokenText.Raw(part.Facts.StablecoinBalance),
            [
                .. part.Facts.Allowances.Where(allowance => !allowance.Value.IsZero)
                    .Select(allowance => new HealthDetailsResponse.AllowancePart(allowance.Key.ToString(), TokenText.Whole(allowance.Value, decimals))),
            ]);
    }

    /// <param name="Id">Of the order or the task.</param>
    /// <param name="Kind"><c>order</c> or <c>task</c>.</param>
    /// <param name="Phase">How far it has come.</param>
    /// <param name="Attempts">All of its signed transactions.</param>
    internal sealed record OpenPart(string Id, string Kind, string Phase, IReadOnlyList<AttemptResponse> Attempts);

    /// <param name="OrdersCounted">Completed orders that the rate is of.</param>
    /// <param name="OverDays">In how many days, rounded up.</param>
    /// <param name="SpentPerDay">ZAR.</param>
    /// <param name="GasPerDay">Whole units of the chain's currency.</param>
    /// <param name="StablecoinDays">Whole days that the stablecoin lasts above what the wallet must keep.</param>
    /// <param name="NativeDays">The same of the native currency; null while no gas was burnt.</param>
    /// <param name="WarningDays">Below which it is told.</param>
    internal sealed record OutlookPart(
        long OrdersCounted, long OverDays, Zar SpentPerDay, string GasPerDay, long StablecoinDays, long? NativeDays, int WarningDays)
    {
        public static OutlookPart Of(RunRate rate, WalletView view, int warningDays) => new(
            rate.Orders,
            (rate.Over.Ticks + TimeSpan.TicksPerDay - 1) / TimeSpan.TicksPerDay,
            rate.SpentPerDay,
            TokenText.Whole(rate.GasPerDayWei, TokenText.NativeDecimals),
            rate.StablecoinDays(view.Current.Facts.StablecoinBalance, view.Reserve, view.Units),
            rate.NativeDays(view.Current.Facts.NativeBalanceWei),
            warningDays);
    }
}

/// <summary>What must be done before a wallet is left, point by point.</summary>
/// <param name="KeyId">The configured key.</param>
/// <param name="Wallet">Its wallet.</param>
/// <param name="Leaving">The wallet that is to be left; the same while the settings have not changed.</param>
/// <param name="Switched">Whether the settings name another key already.</param>
/// <param name="Complete">Whether every point is done.</param>
/// <param name="NextStep">One line.</param>
/// <param name="Points">In the order in which they are to be done.</param>
internal sealed record RotationResponse(
    string KeyId, string Wallet, string Leaving, bool Switched, bool Complete, string NextStep, IReadOnlyList<RotationResponse.PointPart> Points)
{
    public static RotationResponse Of(RotationView view)
    {
        var open = view.Points.FirstOrDefault(point => !point.IsDone);
        var done = view.IsSwitched
            ? "Nothing is left to do: resume buying."
            : "Nothing is left with this wallet: set the new key version and its address, and restart the app.";
        return new RotationResponse(
            view.Key.KeyId,
            view.Key.Wallet.ToString(),
            view.Leaving.ToString(),
            view.IsSwitched,
            open is null,
            open?.NextStep ?? done,
            [.. view.Points.Select(point => new PointPart(point.Name, point.IsDone, point.Detail))]);
    }

    /// <param name="Name">Stable word.</param>
    /// <param name="Done">Whether it is.</param>
    /// <param name="Detail">What there is now.</param>
    internal sealed record PointPart(string Name, bool Done, string Detail);
}
