using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Every refusal that a real node can be brought to, on a chain that mines only when it is told to.</summary>
public sealed class AnvilBroadcastTests(TestServers servers) : IAsyncLifetime
{
    private Anvil? _anvil;
    private AnvilChain? _chain;

    private AnvilChain Chain => _chain!;

    public async ValueTask InitializeAsync()
    {
        _anvil = await servers.StartAnvilAsync(new AnvilOptions { NoMining = true }, TestContext.Current.CancellationToken);
        _chain = new AnvilChain(_anvil);
    }

    public async ValueTask DisposeAsync()
    {
        _chain?.Dispose();
        if (_anvil is not null)
        {
            await _anvil.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_same_bytes_are_known_the_second_time_and_their_nonce_is_used_once_mined()
    {
        var signed = await Chain.SignAsync(await Chain.TransferAsync());

        Assert.Equal(BroadcastOutcome.Accepted, (await Chain.BroadcastAsync(signed.Encoded)).Outcome);
        Assert.Null(await Chain.ReadAsync(Eth.Receipt(signed.Hash)));
        Assert.Null((await Chain.ReadAsync(Eth.Transaction(signed.Hash)))!.BlockNumber);
        Assert.Equal((0UL, 1UL), (await NonceAsync(BlockTag.Latest), await NonceAsync(BlockTag.Pending)));
        Assert.Equal(BroadcastOutcome.AlreadyKnown, (await Chain.BroadcastAsync(signed.Encoded)).Outcome);

        await MineAsync();

        Assert.Equal(BroadcastOutcome.NonceTooLow, (await Chain.BroadcastAsync(signed.Encoded)).Outcome);
        Assert.True((await Chain.MinedAsync(signed.Hash)).Succeeded);
        Assert.Equal(1UL, await NonceAsync(BlockTag.Latest));
    }

    [Fact]
    public async Task A_replacement_needs_higher_fees()
    {
        var transfer = await Chain.TransferAsync();
        var same = transfer with { Value = 2 };
        var higher = same with
        {
            MaxFeePerGas = transfer.MaxFeePerGas * 9 / 8,
            MaxPriorityFeePerGas = transfer.MaxPriorityFeePerGas * 9 / 8,
        };

        Assert.Equal(BroadcastOutcome.Accepted, await OutcomeAsync(transfer));
        Assert.Equal(BroadcastOutcome.Underpriced, await OutcomeAsync(same));
        Assert.Equal(BroadcastOutcome.Accepted, await OutcomeAsync(higher));
    }

    [Fact]
    public async Task Sure_refusals_are_told_apart()
    {
        var transfer = await Chain.TransferAsync();
        using var poor = new PrivateKeySigner(Keccak256.Compute("a key without funds"u8).ToArray());
        var unfunded = await transfer.SignAsync(poor, TestContext.Current.CancellationToken);

        await AssertRefusedAsync(BroadcastRefusal.InsufficientFunds, unfunded.Encoded);
        await AssertRefusedAsync(BroadcastRefusal.InsufficientFunds, transfer with { Value = BigInteger.Pow(10, 30) });
        await AssertRefusedAsync(BroadcastRefusal.WrongChain, transfer with { ChainId = 1 });
        await AssertRefusedAsync(BroadcastRefusal.IntrinsicGas, transfer with { GasLimit = 20_999 });
        await AssertRefusedAsync(BroadcastRefusal.GasLimitTooHigh, transfer with { GasLimit = 10_000_000_000 });
        await AssertRefusedAsync(BroadcastRefusal.FeeBelowBase, transfer with { MaxFeePerGas = 1, MaxPriorityFeePerGas = 0 });
        await AssertRefusedAsync(BroadcastRefusal.Malformed, (await Chain.SignAsync(transfer)).Encoded[..^1]);
        Assert.Equal(0UL, await NonceAsync(BlockTag.Pending));
    }

    private Task<ulong> NonceAsync(BlockTag tag) => Chain.ReadAsync(Eth.TransactionCount(Chain.Signer.Address, tag));

    private async Task<BroadcastOutcome> OutcomeAsync(FeeMarketTransaction transaction) =>
        (await Chain.BroadcastAsync((await Chain.SignAsync(transaction)).Encoded)).Outcome;

    private async Task AssertRefusedAsync(BroadcastRefusal refusal, FeeMarketTransaction transaction) =>
        await AssertRefusedAsync(refusal, (await Chain.SignAsync(transaction)).Encoded);

    private async Task AssertRefusedAsync(BroadcastRefusal refusal, ReadOnlyMemory<byte> encoded)
    {
        var answer = await Chain.BroadcastAsync(encoded);
        Assert.True((BroadcastOutcome.Refused, refusal) == (answer.Outcome, answer.Refusal), $"{refusal} was answered with {answer}");
    }

    private Task<System.Text.Json.JsonElement> MineAsync() =>
        Chain.ReadAsync(RpcRequest.Create("evm_mine", isRead: false, _ => { }, json => json.Clone()));
}
