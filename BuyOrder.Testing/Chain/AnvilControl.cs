using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;

namespace BuyOrder.Testing.Chain;

/// <summary>What a development chain does when it is told to: blocks, time, fees, balances, code, and going back.</summary>
/// <param name="direct">The chain's node itself, past all proxies between it and the app.</param>
internal class AnvilControl(IEthereumNode direct)
{
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    public virtual IEthereumNode Node => direct;

    public Task<T> ReadAsync<T>(RpcRequest<T> request) => direct.ReadAsync(request, TestRun.Cancellation);

    /// <summary>The receipt, waited for: on a busy machine a node answers a little before it shows what it has mined.</summary>
    /// <exception cref="TimeoutException">It was not mined.</exception>
    public async Task<TransactionReceipt> MinedAsync(Hash256 transactionHash)
    {
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < ReceiptPatience;)
        {
            if (await ReadAsync(Eth.Receipt(transactionHash)) is { } receipt)
                return receipt;
            await Task.Delay(BetweenLooks, TestRun.Cancellation);
        }

        throw new TimeoutException($"{transactionHash} was not mined within {ReceiptPatience.TotalSeconds} seconds.");
    }

    /// <summary>The same for a transaction that must not revert.</summary>
    /// <exception cref="InvalidOperationException">It did.</exception>
    public async Task<TransactionReceipt> SucceededAsync(Hash256 transactionHash) =>
        await MinedAsync(transactionHash) is { Succeeded: true } receipt
            ? receipt
            : throw new InvalidOperationException($"{transactionHash} has reverted.");

    /// <summary>The address of the contract that a transaction creates.</summary>
    public async Task<Address> CreatedAsync(Hash256 transactionHash) =>
        (await SucceededAsync(transactionHash)).ContractAddress
            ?? throw new InvalidOperationException($"{transactionHash} creates no contract.");

    public Task<ulong> HeightAsync() => ReadAsync(Eth.BlockNumber);

    public virtual Task MineAsync(int blocks = 1) => TellAsync("anvil_mine", Quantity(blocks));

    /// <summary>Replaces the newest blocks by empty ones; what was in them waits again.</summary>
    public Task ReorgAsync(int depth) => TellAsync("anvil_reorg", depth.ToString(CultureInfo.InvariantCulture), "[]");

    public Task DropAsync(Hash256 transactionHash) => TellAsync("anvil_dropTransaction", Text(transactionHash));

    public Task DropAllAsync() => TellAsync("anvil_dropAllTransactions");

    /// <summary>Whether every transaction is mined at once; else only what is asked for.</summary>
    public Task SetAutomineAsync(bool isOn) => TellAsync("evm_setAutomine", isOn ? "true" : "false");

    /// <summary>The next block is that much later.</summary>
    public Task SkipTimeAsync(TimeSpan span) =>
        TellAsync("evm_increaseTime", ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>From now on the chain's time goes on from there.</summary>
    public Task SetTimeAsync(DateTimeOffset time) =>
        TellAsync("evm_setTime", time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>All blocks from now on are of the same second as the newest one, until time goes on.</summary>
    public Task HoldTimeAsync() => TellAsync("anvil_setBlockTimestampInterval", "0");

    public Task ReleaseTimeAsync() => TellAsync("anvil_removeBlockTimestampInterval");

    public Task SetNextBaseFeeAsync(BigInteger wei) => TellAsync("anvil_setNextBlockBaseFeePerGas", Quantity(wei));

    public Task SetBalanceAsync(Address account, BigInteger wei) => TellAsync("anvil_setBalance", Text(account), Quantity(wei));

    public Task SetCodeAsync(Address contract, string code) => TellAsync("anvil_setCode", Text(contract), Text(code));

    /// <param name="contract">Whose storage.</param>
    /// <param name="slot">Which word of it.</param>
    /// <param name="word">Its new value.</param>
    public Task SetStorageAsync(Address contract, BigInteger slot, BigInteger word) =>
        TellAsync("anvil_setStorageAt", Text(contract), Word(slot), Word(word));

    public Task ImpersonateAsync(Address account) => TellAsync("anvil_impersonateAccount", Text(account));

    /// <returns>What <see cref="RevertAsync"/> takes, once.</returns>
    public Task<string> SnapshotAsync() => ReadAsync(RpcRequest.Create(
        "evm_snapshot", isRead: false, _ => { }, answer => answer.GetString() ?? throw new EthereumFormatException("A snapshot has an id.")));

    /// <summary>Blocks and state are what they were; what waits to be mined, and the chain's time, are not.</summary>
    /// <returns>Whether the chain knew the snapshot.</returns>
    public Task<bool> RevertAsync(string snapshot) => ReadAsync(RpcRequest.Create(
        "evm_revert", isRead: false, json => json.WriteStringValue(snapshot), answer => answer.GetBoolean()));

    internal static string Quantity(BigInteger value) =>
        value.IsZero ? "\"0x0\"" : $"\"0x{value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0')}\"";

    private Task<bool> TellAsync(string method, params string[] jsonArguments) => ReadAsync(RpcRequest.Create(
        method,
        isRead: false,
        json =>
        {
            foreach (var argument in jsonArguments)
                json.WriteRawValue(argument);
        },
        _ => true));

    private static string Word(BigInteger value) => $"\"0x{value.ToString("x64", CultureInfo.InvariantCulture)[^64..]}\"";

    private static string Text(object value) => $"\"{value}\"";
}
