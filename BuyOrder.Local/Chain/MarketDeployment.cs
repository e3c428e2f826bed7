using System.Numerics;
using System.Security.Cryptography;
using BuyOrder.Domain.Chain;
using BuyOrder.Local.Servers;
using Nethereum.Contracts;
using Nethereum.Hex.HexTypes;
using Nethereum.JsonRpc.Client;
using Nethereum.RPC.Eth.DTOs;
using Nethereum.RPC.Eth.Transactions;
using Nethereum.Util;
using Nethereum.Web3;

namespace BuyOrder.Local.Chain;

/// <summary>Brings the market of the local run about: two tokens, Uniswap v2, a pool at 50 ZAR per AZR, ZAR for the wallet.</summary>
/// <remarks>
/// An anvil signs for its own accounts, so no key is needed here. Nonces and gas are given: all transactions go out together, before
/// any of them is mined.
/// </remarks>
internal sealed class MarketDeployment(string node, Web3 web3, NodeTools tools, LocalTokens tokens)
{
    /// <summary>So that nothing is at the very beginning of the chain, where a finalized block is not yet behind the head.</summary>
    private const int BlocksMined = 36;

    /// <summary>On a busy machine the node has mined a little before it shows the receipts.</summary>
    private const int MaxReceiptReads = 100;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(50);
    private static readonly HexBigInteger Gas = new(6_000_000);
    private static readonly BigInteger AzrSupply = Web3.Convert.ToWei(100_000_000);
    private static readonly BigInteger WalletWei = Web3.Convert.ToWei(1_000);
    private static readonly BigInteger NoDeadline = long.MaxValue;

    private readonly List<(string Step, TransactionInput Transaction)> steps = [];
    private string deployer = "";
    private BigInteger firstNonce;

    private BigInteger NextNonce => firstNonce + steps.Count;

    /// <exception cref="ServerStartException">The node signs for no account, or a step was refused, not mined or reverted.</exception>
    public async Task<LocalMarket> RunAsync()
    {
        deployer = await web3.Eth.Accounts.SendRequestAsync() is [var first, ..]
            ? first
            : throw new ServerStartException($"{node} signs for no account: it must be an anvil.");
        firstNonce = await web3.Eth.Transactions.GetTransactionCount.SendRequestAsync(deployer, BlockParameter.CreatePending());
        var wallet = Wallet.Create();

        const string periphery = "@uniswap/v2-periphery";
        var azr = Create(ContractFile.Own(tools, tokens.Token), AzrSupply);
        var zar = Create(ContractFile.Own(tools, tokens.Stablecoin));
        var weth = Create(ContractFile.Published(tools, periphery, "WETH9"));
        var factory = Create(ContractFile.Published(tools, "@uniswap/v2-core", "UniswapV2Factory"), deployer);
        var router = Create(ContractFile.Published(tools, periphery, "UniswapV2Router02"), factory.Address, weth.Address);

        Call(zar, "mint", deployer, LocalMarket.PoolZar);
        Call(zar, "mint", $"{wallet}", LocalMarket.WalletZar);
        Call(zar, "approve", router.Address, LocalMarket.PoolZar);
        Call(azr, "approve", router.Address, LocalMarket.PoolAzr);
        Call(
            router, "addLiquidity", zar.Address, azr.Address,
            LocalMarket.PoolZar, LocalMarket.PoolAzr, LocalMarket.PoolZar, LocalMarket.PoolAzr, deployer, NoDeadline);

        await SendAsync();
        await web3.Client.SendRequestAsync<object>("anvil_setBalance", null, $"{wallet}", new HexBigInteger(WalletWei));
        return new LocalMarket
        {
            ChainId = (ulong)(await web3.Eth.ChainId.SendRequestAsync()).Value,
            Azr = Address.Parse(azr.Address),
            Zar = Address.Parse(zar.Address),
            Router = Address.Parse(router.Address),
            Pair = Address.Parse(await factory.GetFunction("getPair").CallAsync<string>(zar.Address, azr.Address)),
            Wallet = wallet,
            Treasury = new Address(RandomNumberGenerator.GetBytes(Address.Size)),
        };
    }

    private Contract Create(ContractFile file, params object[] arguments)
    {
        var address = ContractUtils.CalculateContractAddress(deployer, NextNonce);
        // Nethereum asks for a constructor even where there are no arguments, and WETH9 has none.
        Add($"create {file.Name}", null, arguments is [] ? file.Code : web3.Eth.DeployContract.GetData(file.Code, file.Abi, arguments));
        return web3.Eth.GetContract(file.Abi, address);
    }

    private void Call(Contract contract, string function, params object[] arguments) =>
        Add($"call {function}", contract.Address, contract.GetFunction(function).GetData(arguments));

    private void Add(string step, string? to, string data) => steps.Add(
        (step, new TransactionInput { From = deployer, To = to, Data = data, Gas = Gas, Nonce = new HexBigInteger(NextNonce) }));

    /// <summary>Every transaction must be mined without a revert.</summary>
    private async Task SendAsync()
    {
        var send = new EthSendTransaction(web3.Client);
        var calls = steps.Select((each, id) =>
            new RpcRequestResponseBatchItem<EthSendTransaction, string>(send, send.BuildRequest(each.Transaction, id))).ToArray();
        await web3.Client.SendBatchRequestAsync(new RpcRequestResponseBatch { AcceptPartiallySuccessful = true, BatchItems = [.. calls] });
        for (var i = 0; i < calls.Length; i++)
            Check(calls[i].Response is not null, i, $"was refused: {calls[i].RpcError?.Message ?? "no answer"}");

        await web3.Client.SendRequestAsync<object>("anvil_mine", null, new HexBigInteger(BlocksMined), new HexBigInteger(0));
        var receipts = await ReceiptsAsync([.. calls.Select(call => call.Response)]);
        for (var i = 0; i < receipts.Count; i++)
            Check(receipts[i] is { Status.Value.IsOne: true }, i, receipts[i] is null ? "was not mined" : "reverted");
    }

    private async Task<List<TransactionReceipt>> ReceiptsAsync(string[] hashes)
    {
        for (var read = 1; ; read++)
        {
            var receipts = await web3.Eth.Transactions.GetTransactionReceipt.SendBatchRequestAsync(hashes);
            if (read == MaxReceiptReads || receipts.TrueForAll(receipt => receipt is not null))
                return receipts;
            await Task.Delay(BetweenReads);
        }
    }

    private void Check(bool isDone, int step, string fault)
    {
        if (!isDone)
            throw new ServerStartException($"The contracts can't be deployed on {node}: step {step + 1}, {steps[step].Step}, {fault}.");
    }
}
