using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Orders.Signing;

public sealed class SigningPolicyTests
{
    private static readonly SigningPolicy Policy = new(Permitted.ChainId, Permitted.Route);

    /// <summary>Every field of every intent, changed alone.</summary>
    private static readonly Dictionary<string, (SigningRefusal Refusal, Func<(FeeMarketTransaction, SigningRequest)> Make)> Mutations = new()
    {
        ["swap on another chain"] = (SigningRefusal.Chain, () => Swap(tx => tx with { ChainId = 1 })),
        ["swap with the nonce before"] = (SigningRefusal.Nonce, () => Swap(tx => tx with { Nonce = 6 })),
        ["swap with the nonce after"] = (SigningRefusal.Nonce, () => Swap(tx => tx with { Nonce = 8 })),
        ["swap at another contract"] = (SigningRefusal.Destination, () => Swap(tx => tx with { To = Permitted.Filled(0x66) })),
        ["swap that creates a contract"] = (SigningRefusal.Destination, () => Swap(tx => tx with { To = null })),
        ["swap with value"] = (SigningRefusal.Value, () => Swap(tx => tx with { Value = 1 })),
        ["swap with an access list"] = (SigningRefusal.AccessList,
            () => Swap(tx => tx with { AccessList = [new AccessListEntry(Permitted.Router, [])] })),
        ["swap without gas"] = (SigningRefusal.GasLimit, () => Swap(tx => tx with { GasLimit = 20_999 })),
        ["swap with gas above the cap"] = (SigningRefusal.GasLimit, () => Swap(tx => tx with { GasLimit = SigningPolicy.MaxGasLimit + 1 })),
        ["swap with a fee above the cap"] = (SigningRefusal.Fee, () => Swap(tx => tx with { MaxFeePerGas = tx.MaxFeePerGas + 1 })),
        ["swap with a tip above the cap"] = (SigningRefusal.Fee,
            () => Swap(tx => tx with { MaxPriorityFeePerGas = tx.MaxPriorityFeePerGas + 1 })),
        ["swap with a tip above its fee"] = (SigningRefusal.Fee, () => Swap(tx => tx with { MaxFeePerGas = tx.MaxPriorityFeePerGas - 1 })),
        ["swap with no fee"] = (SigningRefusal.Fee, () => Swap(tx => tx with { MaxFeePerGas = 0, MaxPriorityFeePerGas = 0 })),
        ["swap of one unit more"] = (SigningRefusal.Amount, () => SwapData(Permitted.SwapData(amountIn: Permitted.Spend + 1))),
        ["swap of one unit less"] = (SigningRefusal.Amount, () => SwapData(Permitted.SwapData(amountIn: Permitted.Spend - 1))),
        ["swap with a minimum below the floor"] = (SigningRefusal.Minimum,
            () => SwapData(Permitted.SwapData(minimum: Permitted.Floor - 1))),
        ["swap without the hop"] = (SigningRefusal.Path,
            () => SwapData(Permitted.SwapData(path: [Permitted.Route.Stablecoin, Permitted.Route.Token]))),
        ["swap over another hop"] = (SigningRefusal.Path,
            () => SwapData(Permitted.SwapData(path: [Permitted.Route.Stablecoin, Permitted.Filled(0x66), Permitted.Route.Token]))),
        ["swap of another token in"] = (SigningRefusal.Path,
            () => SwapData(Permitted.SwapData(path: [Permitted.Filled(0x66), Permitted.Filled(0x55), Permitted.Route.Token]))),
        ["swap to another token"] = (SigningRefusal.Path,
            () => SwapData(Permitted.SwapData(path: [Permitted.Route.Stablecoin, Permitted.Filled(0x55), Permitted.Filled(0x66)]))),
        ["swap the other way round"] = (SigningRefusal.Path,
            () => SwapData(Permitted.SwapData(path: [.. Permitted.Route.Path.Reverse()]))),
        ["swap along no path"] = (SigningRefusal.Path, () => SwapData(Permitted.SwapData(path: []))),
        ["swap to the wallet"] = (SigningRefusal.Recipient, () => SwapData(Permitted.SwapData(recipient: Permitted.Wallet))),
        ["swap to a stranger"] = (SigningRefusal.Recipient, () => SwapData(Permitted.SwapData(recipient: Permitted.Filled(0x66)))),
        ["swap with a deadline too early"] = (SigningRefusal.Deadline,
            () => SwapData(Permitted.SwapData(deadline: Permitted.From.ToUnixTimeSeconds() - 1))),
        ["swap with a deadline too late"] = (SigningRefusal.Deadline,
            () => SwapData(Permitted.SwapData(deadline: Permitted.To.ToUnixTimeSeconds() + 1))),
        ["swap with a deadline that never comes"] = (SigningRefusal.Deadline,
            () => SwapData(Permitted.SwapData(deadline: (BigInteger.One << 256) - 1))),
        ["swap with a byte more"] = (SigningRefusal.Calldata, () => SwapData([.. Permitted.SwapData(), 0])),
        ["swap with a word more"] = (SigningRefusal.Calldata, () => SwapData([.. Permitted.SwapData(), .. new byte[32]])),
        ["swap with a byte less"] = (SigningRefusal.Calldata, () => SwapData(Permitted.SwapData()[..^1])),
        ["swap by its selector alone"] = (SigningRefusal.Calldata, () => SwapData(Permitted.SwapData()[..4])),
        ["swap without data"] = (SigningRefusal.Calldata, () => SwapData([])),
        ["swap that believes the pools' arithmetic"] = (SigningRefusal.Calldata,
            () => SwapData([0x38, 0xed, 0x17, 0x39, .. Permitted.SwapData()[4..]])),
        ["swap intent around an approve"] = (SigningRefusal.Calldata,
            () => SwapData(Permitted.ApproveData(Permitted.Router, Permitted.Spend))),
        ["swap intent without spend"] = (SigningRefusal.Intent, () => SwapIntent(swap => swap with { Spend = 0 })),
        ["swap intent without floor"] = (SigningRefusal.Intent, () => SwapIntent(swap => swap with { MinimumFloor = 0 })),
        ["swap intent with no time left"] = (SigningRefusal.Deadline,
            () => SwapIntent(swap => swap with { DeadlineTo = swap.DeadlineFrom.AddSeconds(-1) })),

        ["approve on another chain"] = (SigningRefusal.Chain, () => Approve(tx => tx with { ChainId = 5 })),
        ["approve with another nonce"] = (SigningRefusal.Nonce, () => Approve(tx => tx with { Nonce = 8 })),
        ["approve at the token"] = (SigningRefusal.Destination, () => Approve(tx => tx with { To = Permitted.Route.Token })),
        ["approve with value"] = (SigningRefusal.Value, () => Approve(tx => tx with { Value = 1 })),
        ["approve with gas above the cap"] = (SigningRefusal.GasLimit, () => Approve(tx => tx with { GasLimit = ulong.MaxValue })),
        ["approve with a fee above the cap"] = (SigningRefusal.Fee, () => Approve(tx => tx with { MaxFeePerGas = tx.MaxFeePerGas + 1 })),
        ["approve a stranger"] = (SigningRefusal.Spender,
            () => Approve(tx => tx with { Data = Permitted.ApproveData(Permitted.Filled(0x66), Permitted.Spend) })),
        ["approve one unit more"] = (SigningRefusal.Amount,
            () => Approve(tx => tx with { Data = Permitted.ApproveData(Permitted.Router, Permitted.Spend + 1) })),
        ["approve without limit"] = (SigningRefusal.Amount,
            () => Approve(tx => tx with { Data = Permitted.ApproveData(Permitted.Router, (BigInteger.One << 256) - 1) })),
        ["approve with a word more"] = (SigningRefusal.Calldata,
            () => Approve(tx => tx with { Data = (byte[])[.. tx.Data.Span, .. new byte[32]] })),
        ["approve turned transfer"] = (SigningRefusal.Calldata,
            () => Approve(tx => tx with { Data = (byte[])[0xa9, 0x05, 0x9c, 0xbb, .. tx.Data.Span[4..]] })),
        ["approve with a dirty address word"] = (SigningRefusal.Calldata,
            () => Approve(tx => tx with { Data = (byte[])[.. tx.Data.Span[..4], 1, .. tx.Data.Span[5..]] })),
        ["approve intent without spend"] = (SigningRefusal.Intent, () => ApproveIntent(new SigningIntent.Approve(0, MarketPlace.UniswapV2.Word))),

        ["reset on another chain"] = (SigningRefusal.Chain, () => Reset(tx => tx with { ChainId = 5 })),
        ["reset at the token"] = (SigningRefusal.Destination, () => Reset(tx => tx with { To = Permitted.Route.Token })),
        ["reset that leaves a unit"] = (SigningRefusal.Amount, () => Reset(tx => tx with { Data = Permitted.ApproveData(Permitted.OldRouter, 1) })),
        ["reset of another spender"] = (SigningRefusal.Spender,
            () => Reset(tx => tx with { Data = Permitted.ApproveData(Permitted.Router, 0) })),
        ["reset of a stranger"] = (SigningRefusal.Spender, () => (
            Permitted.Reset().Transaction with { Data = Permitted.ApproveData(Permitted.Filled(0x66), 0) },
            Permitted.Reset().Request with { Intent = new SigningIntent.Reset(Permitted.Filled(0x66), [Permitted.OldRouter]) })),
        ["reset turned transfer"] = (SigningRefusal.Calldata,
            () => Reset(tx => tx with { Data = (byte[])[0xa9, 0x05, 0x9c, 0xbb, .. tx.Data.Span[4..]] })),
        ["reset with a fee above the cap"] = (SigningRefusal.Fee, () => Reset(tx => tx with { MaxFeePerGas = tx.MaxFeePerGas + 1 })),
        ["approve under a reset's intent"] = (SigningRefusal.Spender,
            () => (Permitted.Approve().Transaction, Permitted.Approve().Request with { Intent = new SigningIntent.Reset(Permitted.OldRouter, [Permitted.OldRouter]) })),
        ["reset under an approve's intent"] = (SigningRefusal.Spender,
            () => (Permitted.Reset().Transaction, Permitted.Approve().Request)),

        ["sweep on another chain"] = (SigningRefusal.Chain, () => Sweep(tx => tx with { ChainId = 5 })),
        ["sweep with another nonce"] = (SigningRefusal.Nonce, () => Sweep(tx => tx with { Nonce = 8 })),
        ["sweep of the token"] = (SigningRefusal.Destination, () => Sweep(tx => tx with { To = Permitted.Route.Token })),
        ["sweep with value"] = (SigningRefusal.Value, () => Sweep(tx => tx with { Value = 1 })),
        ["sweep with a fee above the cap"] = (SigningRefusal.Fee, () => Sweep(tx => tx with { MaxFeePerGas = tx.MaxFeePerGas + 1 })),
        ["sweep to a stranger"] = (SigningRefusal.Recipient,
            () => Sweep(tx => tx with { Data = Permitted.SweepData(Permitted.Filled(0x66), Permitted.Spend) })),
        ["sweep to the wallet"] = (SigningRefusal.Recipient, () => Sweep(tx => tx with { Data = Permitted.SweepData(Permitted.Wallet, Permitted.Spend) })),
        ["sweep of one unit more"] = (SigningRefusal.Amount,
            () => Sweep(tx => tx with { Data = Permitted.SweepData(Permitted.Route.Recipient, Permitted.Spend + 1) })),
        ["sweep of one unit less"] = (SigningRefusal.Amount,
            () => Sweep(tx => tx with { Data = Permitted.SweepData(Permitted.Route.Recipient, Permitted.Spend - 1) })),
        ["sweep with a word more"] = (SigningRefusal.Calldata,
            () => Sweep(tx => tx with { Data = (byte[])[.. tx.Data.Span, .. new byte[32]] })),
        ["sweep turned approve"] = (SigningRefusal.Calldata,
            () => Sweep(tx => tx with { Data = Permitted.ApproveData(Permitted.Route.Recipient, Permitted.Spend) })),
        ["sweep intent without an amount"] = (SigningRefusal.Intent,
            () => (Permitted.Sweep().Transaction, Permitted.Sweep().Request with { Intent = new SigningIntent.Sweep(0) })),
        ["sweep under a swap's intent"] = (SigningRefusal.Destination, () => (Permitted.Sweep().Transaction, Permitted.Swap().Request)),
        ["swap under a sweep's intent"] = (SigningRefusal.Destination, () => (Permitted.Swap().Transaction, Permitted.Sweep().Request)),

        ["cancel on another chain"] = (SigningRefusal.Chain, () => Cancel(tx => tx with { ChainId = 1 })),
        ["cancel with another nonce"] = (SigningRefusal.Nonce, () => Cancel(tx => tx with { Nonce = 0 })),
        ["cancel to a stranger"] = (SigningRefusal.Destination, () => Cancel(tx => tx with { To = Permitted.Filled(0x66) })),
        ["cancel with value"] = (SigningRefusal.Value, () => Cancel(tx => tx with { Value = 1 })),
        ["cancel with data"] = (SigningRefusal.Calldata, () => Cancel(tx => tx with { Data = new byte[] { 0 } })),
        ["cancel with gas above the cap"] = (SigningRefusal.GasLimit, () => Cancel(tx => tx with { GasLimit = 30_000_000 })),
        ["cancel with a fee above the cap"] = (SigningRefusal.Fee, () => Cancel(tx => tx with { MaxFeePerGas = tx.MaxFeePerGas + 1 })),
    };

    public static TheoryData<string> MutationNames => [.. Mutations.Keys];

    [Fact]
    public void Policy_lets_the_five_intents_pass()
    {
        foreach (var (transaction, request) in new[] { Permitted.Approve(), Permitted.Reset(), Permitted.Swap(), Permitted.Sweep(), Permitted.Cancel() })
            Policy.Demand(transaction, request);
    }

    [Fact]
    public void Policy_lets_the_routers_own_allowance_be_reset_after_another_spender_was_approved() => Policy.Demand(
        Permitted.Reset().Transaction with { Data = Permitted.ApproveData(Permitted.Router, 0) },
        Permitted.Reset().Request with { Intent = new SigningIntent.Reset(Permitted.Router, []) });

    [Theory]
    [MemberData(nameof(MutationNames))]
    public void Policy_refuses_a_transaction_with_one_field_changed(string mutation)
    {
        var (transaction, request) = Mutations[mutation].Make();

        var refused = Assert.Throws<SigningRefusedException>(() => Policy.Demand(transaction, request));

        Assert.Equal(Mutations[mutation].Refusal, refused.Refusal);
        Assert.NotEmpty(refused.Detail);
    }

    [Fact]
    public void Policy_lets_a_better_minimum_and_any_deadline_within_bounds_pass()
    {
        var (transaction, request) = SwapData(Permitted.SwapData(minimum: Permitted.Floor + 1, deadline: Permitted.To.ToUnixTimeSeconds()));

        Policy.Demand(transaction, request);
    }

    [Fact]
    public void Policy_refuses_a_swap_whose_configured_recipient_is_the_wallet()
    {
        var (transaction, request) = SwapData(Permitted.SwapData(recipient: Permitted.Wallet));
        var policy = new SigningPolicy(Permitted.ChainId, Permitted.Route with { Recipient = Permitted.Wallet });

        Assert.Equal(SigningRefusal.Recipient, Assert.Throws<SigningRefusedException>(() => policy.Demand(transaction, request)).Refusal);
    }

    [Fact]
    public void Policy_refuses_every_transaction_under_another_intent()
    {
        (FeeMarketTransaction Transaction, SigningRequest Request)[] all = [Permitted.Approve(), Permitted.Swap(), Permitted.Sweep(), Permitted.Cancel()];

        foreach (var (transaction, own) in all)
        {
            foreach (var (_, other) in all.Where(pair => pair.Request != own))
                Assert.Throws<SigningRefusedException>(() => Policy.Demand(transaction, other));
        }
    }

    [Fact]
    public void Policy_refuses_a_sweep_or_a_reset_with_any_one_bit_of_its_calldata_flipped()
    {
        foreach (var (transaction, request) in new[] { Permitted.Sweep(), Permitted.Reset() })
        {
            for (var bit = 0; bit < transaction.Data.Length * 8; bit++)
            {
                var data = transaction.Data.ToArray();
                data[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Throws<SigningRefusedException>(() => Policy.Demand(transaction with { Data = data }, request));
            }
        }
    }

    [Fact]
    public void Policy_refuses_a_sweep_whose_configured_recipient_is_the_wallet()
    {
        var (transaction, request) = Permitted.Sweep();
        var policy = new SigningPolicy(Permitted.ChainId, Permitted.Route with { Recipient = Permitted.Wallet });
        var swept = transaction with { Data = Permitted.SweepData(Permitted.Wallet, Permitted.Spend) };

        Assert.Equal(SigningRefusal.Recipient, Assert.Throws<SigningRefusedException>(() => policy.Demand(swept, request)).Refusal);
    }

    [Property(MaxTest = 1_000)]
    public void Policy_refuses_random_calldata(byte[] data, byte intent)
    {
        byte[] prefixed = intent % 2 == 0 ? [.. Permitted.SwapData()[..4], .. data] : data;
        var (transaction, request) = intent % 3 == 0 ? Permitted.Approve() : Permitted.Swap();

        Assert.Throws<SigningRefusedException>(() => Policy.Demand(transaction with { Data = prefixed }, request));
    }

    [Property(MaxTest = 2_000)]
    public void Policy_refuses_a_swap_with_any_one_byte_changed(ushort position, byte change)
    {
        var data = Permitted.SwapData(minimum: Permitted.Floor, deadline: Permitted.From.ToUnixTimeSeconds());
        data[position % data.Length] ^= (byte)(change | 1);
        var (transaction, request) = SwapData(data);

        var isBetter = Reads(data, out var minimum, out var deadline) && minimum >= Permitted.Floor
            && deadline >= Permitted.From.ToUnixTimeSeconds() && deadline <= Permitted.To.ToUnixTimeSeconds()
            && data.AsSpan().SequenceEqual(Permitted.SwapData(minimum: minimum, deadline: deadline));
        if (isBetter)
            Policy.Demand(transaction, request);
        else
            Assert.Throws<SigningRefusedException>(() => Policy.Demand(transaction, request));
    }

    private static bool Reads(byte[] data, out BigInteger minimum, out BigInteger deadline)
    {
        (minimum, deadline) = (0, 0);
        try
        {
            var call = UniswapV2.Swap.DecodeInput(data);
            (minimum, deadline) = (call.Get<BigInteger>(1), call.Get<BigInteger>(4));
            return true;
        }
        catch (EthereumFormatException)
        {
            return false;
        }
    }

    private static (FeeMarketTransaction, SigningRequest) Swap(Func<FeeMarketTransaction, FeeMarketTransaction> change) =>
        (change(Permitted.Swap().Transaction), Permitted.Swap().Request);

    private static (FeeMarketTransaction, SigningRequest) SwapData(byte[] data) => Swap(tx => tx with { Data = data });

    private static (FeeMarketTransaction, SigningRequest) SwapIntent(Func<SigningIntent.Swap, SigningIntent.Swap> change)
    {
        var (transaction, request) = Permitted.Swap();
        return (transaction, request with { Intent = change((SigningIntent.Swap)request.Intent) });
    }

    private static (FeeMarketTransaction, SigningRequest) Approve(Func<FeeMarketTransaction, FeeMarketTransaction> change) =>
        (change(Permitted.Approve().Transaction), Permitted.Approve().Request);

    private static (FeeMarketTransaction, SigningRequest) Sweep(Func<FeeMarketTransaction, FeeMarketTransaction> change) =>
        (change(Permitted.Sweep().Transaction), Permitted.Sweep().Request);

    private static (FeeMarketTransaction, SigningRequest) Reset(Func<FeeMarketTransaction, FeeMarketTransaction> change) =>
        (change(Permitted.Reset().Transaction), Permitted.Reset().Request);

    private static (FeeMarketTransaction, SigningRequest) ApproveIntent(SigningIntent.Approve intent) =>
        (Permitted.Approve().Transaction, Permitted.Approve().Request with { Intent = intent });

    private static (FeeMarketTransaction, SigningRequest) Cancel(Func<FeeMarketTransaction, FeeMarketTransaction> change) =>
        (change(Permitted.Cancel().Transaction), Permitted.Cancel().Request);
}
