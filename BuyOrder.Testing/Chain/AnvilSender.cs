using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Local.Chain;
using Nethereum.Contracts;
using Nethereum.Hex.HexTypes;
using Nethereum.RPC.Eth.DTOs;
using Nethereum.Web3;
using Nethereum.Web3.Accounts;

namespace BuyOrder.Testing.Chain;

/// <summary>What others than the app send on a development chain, by Nethereum. The node signs for its own accounts and those that it plays.</summary>
internal sealed class AnvilSender(Uri rpcUrl)
{
    private static readonly BigInteger HighTipWei = Web3.Convert.ToWei(1_000, 9);
    private static readonly BigInteger HighFeeWei = Web3.Convert.ToWei(5_000, 9);

    private readonly Web3 web3 = new(rpcUrl.AbsoluteUri);

    /// <summary>The account that deploys the market, issues its Rand and holds the tokens that are not in the pool.</summary>
    public async Task<Address> MakerAsync() => Address.Parse((await web3.Eth.Accounts.SendRequestAsync())[0]);

    public Contract Contract(ContractFile file, Address address) => web3.Eth.GetContract(file.Abi, $"{address}");

    /// <param name="from">An account that the node signs for.</param>
    /// <param name="to">The contract.</param>
    /// <param name="call">The call as <see cref="Function.GetData"/> writes it.</param>
    /// <param name="isFirst">Before all else in the next block: blocks are filled by their tips.</param>
    public Task<Hash256> SendAsync(Address from, Address to, string call, bool isFirst = false) => SendAsync(from, $"{to}", call, isFirst);

    /// <returns>The hash of the transaction that creates the contract.</returns>
    public Task<Hash256> CreateAsync(Address from, ContractFile file, params object[] arguments) => SendAsync(
        from, null, arguments is [] ? file.Code : web3.Eth.DeployContract.GetData(file.Code, file.Abi, arguments), isFirst: false);

    /// <summary>Another holder of the wallet's key signs and sends.</summary>
    public async Task<Hash256> SendAsync(Wallet wallet, long chainId, TransactionInput transaction)
    {
        var account = new Account(wallet.PrivateKey, chainId);
        transaction.From = account.Address;
        return Hash256.Parse(await new Web3(account, web3.Client).TransactionManager.SendTransactionAsync(transaction));
    }

    private async Task<Hash256> SendAsync(Address from, string? to, string data, bool isFirst)
    {
        var nonce = await web3.Eth.Transactions.GetTransactionCount.SendRequestAsync($"{from}", BlockParameter.CreatePending());
        var transaction = new TransactionInput { From = $"{from}", To = to, Data = data, Nonce = nonce, Gas = new HexBigInteger(8_000_000) };
        if (isFirst)
            (transaction.MaxPriorityFeePerGas, transaction.MaxFeePerGas) = (new HexBigInteger(HighTipWei), new HexBigInteger(HighFeeWei));
        return Hash256.Parse(await web3.Eth.Transactions.SendTransaction.SendRequestAsync(transaction));
    }
}
