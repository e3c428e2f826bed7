using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using Nethereum.Contracts;
using Nethereum.Contracts.Standards.ERC20.ContractDefinition;
using Nethereum.Hex.HexConvertors.Extensions;
using Nethereum.Model;
using Nethereum.RPC.Eth.DTOs;
using Nethereum.Signer;
using Nethereum.Web3;
using SignedTransaction = BuyOrder.Ethereum.Transactions.SignedTransaction;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Orders on a real chain as Nethereum sees them, which had no part in making them.</summary>
public sealed class IndependentReaderTests(TestServers servers)
{
    [Fact]
    public async Task Nethereum_reads_from_the_chain_what_our_client_and_the_order_say()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var market = bench.Contracts;
        var web3 = new Web3(bench.Chain.RpcUrl.AbsoluteUri);

        await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        var purchase = ended.Order.Purchase!;
        foreach (var attempt in ended.Attempts)
            await AssertReadsTheSameAsync(web3, bench, attempt);
        Assert.Equal([AttemptKind.Approve, AttemptKind.Swap], ended.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal($"{purchase.TransactionHash}", $"{ended.Attempts[^1].TransactionHash}");

        var receipt = await web3.Eth.Transactions.GetTransactionReceipt.SendRequestAsync($"{purchase.TransactionHash}");
        Assert.Equal((purchase.BlockNumber, $"{purchase.BlockHash}"), ((long)receipt.BlockNumber.Value, receipt.BlockHash));
        var transfers = receipt.DecodeAllEvents<TransferEventDTO>();
        var paid = Assert.Single(transfers, transfer => Address.Parse(transfer.Log.Address) == market.Zar);
        var bought = Assert.Single(transfers, transfer => Address.Parse(transfer.Log.Address) == market.Azr);
        Assert.Equal(2, transfers.Count);
        Assert.Equal((market.Wallet.Address, market.Pair), (Address.Parse(paid.Event.From), Address.Parse(paid.Event.To)));
        Assert.Equal((market.Pair, market.Treasury), (Address.Parse(bought.Event.From), Address.Parse(bought.Event.To)));
        Assert.Equal((purchase.SpentUnits, purchase.TokensAcquired), (paid.Event.Value, bought.Event.Value));
        Assert.Equal(Web3.Convert.ToWei(10_000), paid.Event.Value);

        var (zar, azr) = (web3.Eth.ERC20.GetContractService($"{market.Zar}"), web3.Eth.ERC20.GetContractService($"{market.Azr}"));
        Assert.Equal(LocalMarket.WalletZar - purchase.SpentUnits, await zar.BalanceOfQueryAsync($"{market.Wallet}"));
        Assert.Equal(purchase.TokensAcquired, await azr.BalanceOfQueryAsync($"{market.Treasury}"));
        Assert.Equal(BigInteger.Zero, await zar.AllowanceQueryAsync($"{market.Wallet}", $"{market.Router}"));
        var wei = await web3.Eth.GetBalance.SendRequestAsync($"{market.Wallet}");
        Assert.Equal(Web3.Convert.ToWei(1_000) - ended.Order.GasSpentWei, wei.Value);
    }

    [Fact]
    public async Task Nethereum_decodes_the_stored_bytes_to_the_same_fields_hash_and_sender()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        await bench.Start().RunAsync("m-1");

        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(2, ended.Attempts.Count);
        foreach (var attempt in ended.Attempts)
        {
            var bytes = attempt.SignedBytes.ToArray();
            var (ours, theirs) = (SignedTransaction.Decode(bytes).Transaction, Assert.IsType<Transaction1559>(TransactionFactory.CreateTransaction(bytes)));
            Assert.Equal(
                (ours.ChainId, ours.Nonce, ours.GasLimit), ((ulong)theirs.ChainId, (ulong)theirs.Nonce!.Value, (ulong)theirs.GasLimit!.Value));
            Assert.Equal(
                (ours.MaxPriorityFeePerGas, ours.MaxFeePerGas, ours.Value),
                ((BigInteger)theirs.MaxPriorityFeePerGas!.Value, (BigInteger)theirs.MaxFeePerGas!.Value, (BigInteger)theirs.Amount!.Value));
            Assert.Equal((ours.To, Hex.Encode(ours.Data.Span)), (Address.Parse(theirs.ReceiverAddress), theirs.Data));
            Assert.True(theirs.AccessList is null or []);
            Assert.Equal($"{attempt.TransactionHash}", theirs.Hash.ToHex(prefix: true));
            Assert.Equal(bench.Contracts.Wallet.Address, Address.Parse(TransactionVerificationAndRecovery.GetSenderAddress(theirs)));

            // Of its fields alone: an object that was decoded gives back the bytes that it came from.
            var anew = new Transaction1559(
                theirs.ChainId, theirs.Nonce, theirs.MaxPriorityFeePerGas, theirs.MaxFeePerGas, theirs.GasLimit, theirs.ReceiverAddress,
                theirs.Amount, theirs.Data, []);
            anew.SetSignature(new Signature(theirs.Signature.R, theirs.Signature.S, theirs.Signature.V));
            Assert.Equal(bytes, anew.GetRLPEncoded());
        }
    }

    private static async Task AssertReadsTheSameAsync(Web3 web3, EngineBench bench, Attempt attempt)
    {
        var hash = Hash256.Parse($"{attempt.TransactionHash}");
        var ours = (await bench.Chain.ReadAsync(Eth.Transaction(hash)))!;
        var ourReceipt = await bench.Chain.MinedAsync(hash);

        var theirs = await web3.Eth.Transactions.GetTransactionByHash.SendRequestAsync($"{hash}");
        var receipt = await web3.Eth.Transactions.GetTransactionReceipt.SendRequestAsync($"{hash}");

        Assert.Equal(bench.Contracts.Wallet.Address, ours.From);
        Assert.Equal((ours.From, ours.To), (Address.Parse(theirs.From), Address.Parse(theirs.To)));
        Assert.Equal((2, ours.Nonce, ours.Value), (theirs.Type.Value, (ulong)theirs.Nonce.Value, theirs.Value.Value));
        Assert.Equal(Hex.Encode(ours.Input.Span), theirs.Input);
        Assert.Equal(($"{ours.BlockHash}", ours.BlockNumber), (theirs.BlockHash, (ulong?)theirs.BlockNumber.Value));
        Assert.Equal(
            (attempt.Nonce, attempt.GasLimit, attempt.MaxFeePerGasWei, attempt.MaxPriorityFeePerGasWei),
            ((long)theirs.Nonce.Value, (long)theirs.Gas.Value, theirs.MaxFeePerGas.Value, theirs.MaxPriorityFeePerGas.Value));

        Assert.Equal((ourReceipt.Succeeded, true), (receipt.Succeeded(), receipt.Succeeded()));
        Assert.Equal(($"{ourReceipt.BlockHash}", ourReceipt.BlockNumber), (receipt.BlockHash, (ulong)receipt.BlockNumber.Value));
        Assert.Equal((ourReceipt.GasUsed, ourReceipt.EffectiveGasPrice), ((ulong)receipt.GasUsed.Value, receipt.EffectiveGasPrice.Value));
        Assert.Equal((attempt.GasUsed, attempt.GasSpentWei), ((long)receipt.GasUsed.Value, receipt.GasUsed.Value * receipt.EffectiveGasPrice.Value));
        Assert.Equal(
            ourReceipt.Logs.Select(log => (log.Address, string.Join(' ', log.Topics), Hex.Encode(log.Data.Span))),
            receipt.Logs.Select(log => (Address.Parse(log.Address), string.Join(' ', log.Topics), log.Data)));
    }
}
