using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Signing;

/// <summary>
/// The rules of the signing boundary: reads a transaction field by field and compares each with what the order permits and the settings
/// say. What it does not recognise in full, it refuses.
/// </summary>
/// <param name="chainId">The configured chain.</param>
/// <param name="route">Contracts and recipient of every purchase.</param>
internal sealed class SigningPolicy(ulong chainId, MarketRoute route)
{
    /// <summary>Far above a swap over two pools (some 200 000), also where layer-2 costs are part of the gas.</summary>
    public const ulong MaxGasLimit = (ulong)GasPlan.Most;

    /// <summary>No transaction can do with less.</summary>
    private const ulong IntrinsicGas = 21_000;

    /// <exception cref="SigningRefusedException">The first rule that is broken.</exception>
    public void Demand(FeeMarketTransaction transaction, SigningRequest request)
    {
        DemandEnvelope(transaction, request);
        switch (request.Intent)
        {
            case SigningIntent.Approve approve:
                DemandApprove(transaction, approve);
                break;
            case SigningIntent.Reset reset:
                DemandReset(transaction, reset);
                break;
            case SigningIntent.Swap swap:
                DemandSwap(transaction, swap, request.Wallet);
                break;
            case SigningIntent.Sweep sweep:
                DemandSweep(transaction, sweep, request.Wallet);
                break;
            case SigningIntent.Cancel:
                DemandCancel(transaction, request.Wallet);
                break;
            default:
                throw new SigningRefusedException(SigningRefusal.Intent, "there is no such intent");
        }
    }

    private void DemandEnvelope(FeeMarketTransaction transaction, SigningRequest request)
    {
        Same(SigningRefusal.Chain, "chain id", transaction.ChainId, chainId);
        Same(SigningRefusal.Nonce, "nonce", transaction.Nonce, request.Nonce);
        Same(SigningRefusal.Value, "value", transaction.Value, BigInteger.Zero);
        Same(SigningRefusal.AccessList, "entries of the access list", transaction.AccessList.Count, 0);
        Within(SigningRefusal.GasLimit, "gas limit", transaction.GasLimit, IntrinsicGas, MaxGasLimit);
        Within(SigningRefusal.Fee, "fee per gas", transaction.MaxFeePerGas, BigInteger.One, request.MaxFeePerGas);
        Within(SigningRefusal.Fee, "tip per gas", transaction.MaxPriorityFeePerGas, BigInteger.Zero,
            BigInteger.Min(request.MaxPriorityFeePerGas, transaction.MaxFeePerGas));
    }

    private void DemandApprove(FeeMarketTransaction transaction, SigningIntent.Approve intent)
    {
        Positive(intent.Spend, "spend");
        Same(SigningRefusal.Destination, "destination", transaction.To, route.Stablecoin);
        var call = Decode(Erc20.Approve, transaction);
        Same(SigningRefusal.Spender, "spender", call.Get<Address>(0), PlaceOf(intent.Market).Router);
        Same(SigningRefusal.Amount, "allowance", call.Get<BigInteger>(1), intent.Spend);
    }

    private void DemandReset(FeeMarketTransaction transaction, SigningIntent.Reset intent)
    {
        if (!intent.Approved.Contains(intent.Spender) && !route.Places.Any(place => place.Router == intent.Spender))
            throw new SigningRefusedException(SigningRefusal.Spender, $"{intent.Spender} was never allowed anything by an order");
        Same(SigningRefusal.Destination, "destination", transaction.To, route.Stablecoin);
        var call = Decode(Erc20.Approve, transaction);
        Same(SigningRefusal.Spender, "spender", call.Get<Address>(0), intent.Spender);
        Same(SigningRefusal.Amount, "allowance", call.Get<BigInteger>(1), BigInteger.Zero);
    }

    private void DemandSwap(FeeMarketTransaction transaction, SigningIntent.Swap intent, Address wallet)
    {
        Positive(intent.Spend, "spend");
        Positive(intent.MinimumFloor, "floor of the minimum");
        if (route.Recipient == wallet || route.Recipient == Address.Zero)
            throw new SigningRefusedException(SigningRefusal.Recipient, "the configured recipient is the wallet itself, or the zero address");
        var place = PlaceOf(intent.Market);
        Same(SigningRefusal.Destination, "destination", transaction.To, place.Router);
        var call = SwapCall.Decode(place, transaction.Data.Span);
        Same(SigningRefusal.Amount, "amount in", call.AmountIn, intent.Spend);
        if (call.MinimumOut < intent.MinimumFloor)
            throw Refuse(SigningRefusal.Minimum, "minimum out", call.MinimumOut, $"at least {intent.MinimumFloor}");
        var path = SwapCall.PathOf(place, route);
        if (call.Path != path)
            throw Refuse(SigningRefusal.Path, "path", call.Path, path);
        Same(SigningRefusal.Recipient, "recipient", call.Recipient, route.Recipient);
        Within(SigningRefusal.Deadline, "deadline", call.Deadline,
            intent.DeadlineFrom.ToUnixTimeSeconds(), intent.DeadlineTo.ToUnixTimeSeconds());
    }

    private void DemandSweep(FeeMarketTransaction transaction, SigningIntent.Sweep intent, Address wallet)
    {
        Positive(intent.Units, "amount");
        if (route.Recipient == wallet || route.Recipient == Address.Zero)
            throw new SigningRefusedException(SigningRefusal.Recipient, "the configured recipient is the wallet itself, or the zero address");
        Same(SigningRefusal.Destination, "destination", transaction.To, route.Stablecoin);
        var call = Decode(Erc20.TransferTo, transaction);
        Same(SigningRefusal.Recipient, "recipient", call.Get<Address>(0), route.Recipient);
        Same(SigningRefusal.Amount, "amount", call.Get<BigInteger>(1), intent.Units);
    }

    /// <summary>By the settings alone: an order may name any market.</summary>
    private MarketPlace PlaceOf(string market) => route.Places.FirstOrDefault(place => place.Name == market)
        ?? throw new SigningRefusedException(SigningRefusal.Intent, $"the settings name no market {market}");

    private static void DemandCancel(FeeMarketTransaction transaction, Address wallet)
    {
        Same(SigningRefusal.Destination, "destination", transaction.To, wallet);
        Same(SigningRefusal.Calldata, "bytes of data", transaction.Data.Length, 0);
    }

    private static AbiValues Decode(AbiFunction function, FeeMarketTransaction transaction) => SwapCall.Decode(function, transaction.Data.Span);

    private static void Positive(BigInteger value, string what)
    {
        if (value.Sign <= 0)
            throw Refuse(SigningRefusal.Intent, what, value, "more than 0");
    }

    private static void Same<T>(SigningRefusal refusal, string what, T found, T allowed)
    {
        if (!EqualityComparer<T>.Default.Equals(found, allowed))
            throw Refuse(refusal, what, found, allowed);
    }

    private static void Within(SigningRefusal refusal, string what, BigInteger found, BigInteger least, BigInteger most)
    {
        if (found < least || found > most)
            throw Refuse(refusal, what, found, $"{least} to {most}");
    }

    private static SigningRefusedException Refuse(SigningRefusal refusal, string what, object? found, object? allowed) =>
        new(refusal, string.Create(CultureInfo.InvariantCulture, $"{what} is {found ?? "missing"}; allowed: {allowed}"));
}

/// <summary>Which rule a transaction broke.</summary>
internal enum SigningRefusal
{
    Unset = 0,

    /// <summary>What the order permits makes no sense itself: no spend, no floor, a deadline range that is empty.</summary>
    Intent,
    Chain,
    Nonce,
    Destination,
    Value,
    AccessList,
    GasLimit,
    Fee,

    /// <summary>Not the one call of its intent, byte for byte.</summary>
    Calldata,
    Spender,
    Amount,
    Minimum,
    Path,
    Recipient,
    Deadline,

    /// <summary>The key is not the one that the order is pinned to, or may not sign for this chain.</summary>
    Key,

    /// <summary>The signature is not one of the pinned address over exactly this transaction.</summary>
    Signature,
}
