using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Orders.Wallet;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "kind": "sweep", "amount": "100.00", "wallet": "0x…", "reason": "…" }</c>, or <c>revokeAllowance</c> with <c>spender</c>.</summary>
/// <param name="Wish">What the wallet is to do.</param>
/// <param name="Wallet">Which; null for that of the configured key.</param>
/// <param name="Reason">The administrator's own words.</param>
internal sealed record CreateWalletTaskBody(TaskWish Wish, Address? Wallet, string Reason)
{
    public const string Sweep = "sweep";
    public const string Revoke = "revokeAllowance";

    private const int MaxKindLength = 42;
    private const int MaxAmountLength = 24;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static CreateWalletTaskBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "kind", "amount", "spender", "wallet", "reason");
        var kind = members.Text("kind", MaxKindLength, required: false);
        if (kind is not (Sweep or Revoke))
            members.Fault("kind", $"Must be {Sweep} or {Revoke}.");
        var amount = members.Text("amount", MaxAmountLength, required: false);
        var spender = members.Address("spender", required: kind == Revoke);
        if (kind == Revoke && amount is not null)
            members.Fault("amount", $"Only a {Sweep} has one.");
        if (kind == Sweep && spender is not null)
            members.Fault("spender", $"Only a {Revoke} has one.");
        var rand = Zar.Zero;
        if (amount is not null && !(Zar.TryParse(amount, out rand) && rand > Zar.Zero))
            members.Fault("amount", "Must be an amount of Rand above 0 with at most two decimals, as a text; left out, all of the stablecoin is swept.");
        var wallet = members.Address("wallet", required: false);
        var reason = members.Reason();
        members.Demand();
        TaskWish wish = kind == Sweep ? new TaskWish.Sweep(amount is null ? null : rand) : new TaskWish.Revoke(spender!.Value);
        return new CreateWalletTaskBody(wish, wallet, reason!);
    }
}
