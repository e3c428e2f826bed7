using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Testing;
using BuyOrder.Testing.Chain;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Every read against a real node.</summary>
public sealed class AnvilTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>, IDisposable
{
    private readonly AnvilChain _chain = new(fixture.Anvil);

    [Fact]
    public async Task The_chain_tells_its_state_in_one_batch()
    {
        var unused = Address.Parse("0x00000000000000000000000000000000000beef1");

        var batch = new RpcBatch();
        var chainId = batch.Add(Eth.ChainId);
        var latest = batch.Add(Eth.Block(BlockTag.Latest));
        var genesis = batch.Add(Eth.Block(BlockTag.Earliest));
        var finalized = batch.Add(Eth.Block(BlockTag.Finalized));
        var balance = batch.Add(Eth.Balance(_chain.Signer.Address, BlockTag.Number(0)));
        var nonce = batch.Add(Eth.TransactionCount(unused, BlockTag.Pending));
        var code = batch.Add(Eth.Code(unused, BlockTag.Latest));
        var tip = batch.Add(Eth.MaxPriorityFeePerGas);

        await _chain.Node.SendAsync(batch, TestContext.Current.CancellationToken);

        Assert.Equal(_chain.ChainId, chainId.Result);
        Assert.Equal((0UL, Hash256.Zero), (genesis.Result!.Number, genesis.Result.ParentHash));
        Assert.InRange(finalized.Result!.Number, 0UL, latest.Result!.Number);
        Assert.NotNull(latest.Result.BaseFeePerGasWei);
        Assert.Equal(10_000 * BigInteger.Pow(10, 18), balance.Result);
        Assert.Equal((0UL, 0), (nonce.Result, code.Result.Length));
        Assert.InRange(tip.Result, 1, 1_000_000_000_000);
        Assert.Equal(genesis.Result, await _chain.ReadAsync(Eth.Block(genesis.Result.Hash)));
        Assert.Null(await _chain.ReadAsync(Eth.Block(BlockTag.Number(1_000_000))));
        Assert.Null(await _chain.ReadAsync(Eth.Block(Keccak256.Compute([]))));
    }

    [Fact]
    public async Task A_transfer_is_signed_mined_and_found_again()
    {
        var transfer = await _chain.TransferAsync();

        var receipt = await _chain.MineAsync(transfer);

        Assert.True(receipt.Succeeded);
        Assert.Equal((_chain.Signer.Address, transfer.To, 21_000UL), (receipt.From, receipt.To, receipt.GasUsed));
        Assert.Empty(receipt.Logs);
        var block = await _chain.ReadAsync(Eth.Block(BlockTag.Number(receipt.BlockNumber)));
        Assert.Equal(receipt.BlockHash, block!.Hash);
        Assert.InRange(receipt.EffectiveGasPrice, block.BaseFeePerGasWei!.Value, transfer.MaxFeePerGas);
        var found = await _chain.ReadAsync(Eth.Transaction(receipt.TransactionHash));
        Assert.Equal((transfer.Nonce, transfer.To, transfer.Value), (found!.Nonce, found.To, found.Value));
        Assert.Equal(receipt.BlockHash, found.BlockHash);
        Assert.Null(await _chain.ReadAsync(Eth.Receipt(Hash256.Zero)));
        Assert.Null(await _chain.ReadAsync(Eth.Transaction(Hash256.Zero)));
    }

    [Fact]
    public async Task A_contract_is_created_and_its_log_is_read_from_the_receipt_and_by_filter()
    {
        var contract = await _chain.CreateContractAsync();
        var call = await _chain.TransferAsync() with { To = contract, Value = 0, GasLimit = 100_000 };

        var receipt = await _chain.MineAsync(call);
        var filtered = await _chain.ReadAsync(Eth.GetLogs(new LogFilter
        {
            FromBlock = BlockTag.Earliest,
            ToBlock = BlockTag.Latest,
            Addresses = [contract],
            Topics = [[AnvilChain.Ping.Topic]],
        }));

        var log = Assert.Single(receipt.Logs);
        Assert.True(AnvilChain.Ping.TryDecode(log, out var values));
        Assert.Equal(42, values.Get<BigInteger>("value"));
        Assert.Equal(contract, log.Address);
        Assert.Equal((log.TransactionHash, log.LogIndex), (Assert.Single(filtered).TransactionHash, filtered[0].LogIndex));
        Assert.Equal(54, (await _chain.ReadAsync(Eth.Code(contract, BlockTag.Latest))).Length);
    }

    [Fact]
    public async Task A_revert_comes_with_its_reason_from_a_call_and_from_an_estimate()
    {
        var contract = await _chain.CreateContractAsync();
        var insufficient = AbiError.Parse("ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)");
        var message = new CallRequest { To = contract, Data = AbiError.Parse("Error(string)").Encode("UniswapV2Router: EXPIRED") };
        var custom = new CallRequest { To = contract, Data = insufficient.Encode(contract, 1, 2) };

        var called = await Assert.ThrowsAsync<RpcException>(() => _chain.ReadAsync(Eth.Call(message, BlockTag.Pending)));
        var estimated = await Assert.ThrowsAsync<RpcException>(() => _chain.ReadAsync(Eth.EstimateGas(message, BlockTag.Latest)));
        var refused = await Assert.ThrowsAsync<RpcException>(() => _chain.ReadAsync(Eth.Call(custom, BlockTag.Latest)));

        Assert.Equal("UniswapV2Router: EXPIRED", called.Reason!.Text);
        Assert.Equal("UniswapV2Router: EXPIRED", estimated.Reason!.Text);
        Assert.Equal($"ERC20InsufficientBalance({contract}, 1, 2)", refused.Error.Reason(insufficient)!.Text);
        Assert.Equal(RevertKind.Unrecognised, refused.Reason!.Kind);
    }

    [Fact]
    public async Task A_call_and_an_estimate_that_succeed_give_their_results()
    {
        var contract = await _chain.CreateContractAsync();
        var ping = new CallRequest { From = _chain.Signer.Address, To = contract, Gas = 100_000, MaxFeePerGas = 10_000_000_000 };

        Assert.Empty(await _chain.ReadAsync(Eth.Call(ping, BlockTag.Pending)));
        Assert.InRange(await _chain.ReadAsync(Eth.EstimateGas(ping with { Gas = null }, BlockTag.Pending)), 21_001UL, 100_000UL);
    }

    [Fact]
    public async Task A_reverted_transaction_has_a_receipt_that_says_so()
    {
        var contract = await _chain.CreateContractAsync();
        var call = await _chain.TransferAsync() with { To = contract, Value = 0, Data = (byte[])[1], GasLimit = 100_000 };

        var receipt = await _chain.MineAsync(call);

        Assert.False(receipt.Succeeded);
        Assert.Empty(receipt.Logs);
    }

    [Fact]
    public async Task Fees_of_past_blocks_are_told()
    {
        await _chain.MineAsync(await _chain.TransferAsync());

        var fees = await _chain.ReadAsync(Eth.FeeHistory(1, BlockTag.Latest, 50));

        Assert.Equal(2, fees.BaseFeePerGas.Count);
        Assert.Single(Assert.Single(fees.Tips));
    }

    public void Dispose() => _chain.Dispose();
}
