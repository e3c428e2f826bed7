using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;
using Nethereum.Contracts;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What the makers of tokens, and others who hold them, do on a bench's chain.</summary>
internal sealed class OddTokens(EngineChain chain)
{
    /// <summary>The two tokens of contracts/odd in the places of the usual ones.</summary>
    public static LocalTokens Both { get; } = new("OddToken", "OddStablecoin");

    private static readonly Hash256 BeaconSlot = Hash256.Parse("0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Contract Zar => chain.Contract(Both.Stablecoin, chain.Contracts.Zar);

    private Contract Azr => chain.Contract(Both.Token, chain.Contracts.Azr);

    /// <summary>The issuer switches one of the stablecoin's oddities; it is so from the next block on, which is mined.</summary>
    public Task SwitchAsync(string switching, bool value) =>
        OfMakerAsync(Zar, switching, [value]);

    public Task BlacklistAsync(Address account, bool value) =>
        OfMakerAsync(Zar, "setBlacklisted", [$"{account}", value]);

    public Task PauseTokenAsync(bool value) => OfMakerAsync(Azr, "setPaused", [value]);

    /// <param name="bps">Ten-thousandths that every transfer keeps.</param>
    /// <param name="collector">Gets them by an event of its own; zero for none.</param>
    /// <param name="mine">In a block of its own; else before all else in the next one.</param>
    public Task SetFeeAsync(int bps, Address collector, bool mine = true) =>
        OfMakerAsync(Azr, "setFee", [bps, $"{collector}"], mine);

    /// <summary>What is sent to the treasury arrives less by this many ten-thousandths, and the event does not say so.</summary>
    public Task SetShortAsync(int bps, bool mine = true) =>
        OfMakerAsync(Azr, "setShort", [bps, $"{chain.Contracts.Treasury}"], mine);

    public Task BurnGasAsync(long gas) => OfMakerAsync(Azr, "setBurnsGas", [gas]);

    /// <summary>Waits in the pool for the next block.</summary>
    public async Task GiveToTreasuryAsync(BigInteger units) =>
        await SendAsync(await MakerAsync(), Azr, "transfer", [$"{chain.Contracts.Treasury}", units]);

    /// <summary>Waits in the pool for the next block.</summary>
    public async Task TakeFromTreasuryAsync(Address to, BigInteger units)
    {
        await chain.ImpersonateAsync(chain.Contracts.Treasury);
        await chain.SetBalanceAsync(chain.Contracts.Treasury, BigInteger.Pow(10, 18));
        await SendAsync(chain.Contracts.Treasury, Azr, "transfer", [$"{to}", units]);
    }

    /// <summary>The treasury sends stablecoin, in a block of its own.</summary>
    public async Task PayFromTreasuryAsync(Address to, BigInteger units)
    {
        await chain.ImpersonateAsync(chain.Contracts.Treasury);
        await chain.SetBalanceAsync(chain.Contracts.Treasury, BigInteger.Pow(10, 18));
        await SendAsync(chain.Contracts.Treasury, Zar, "transfer", [$"{to}", units]);
        await chain.MineAsync();
    }

    /// <summary>The wallet lets an address take stablecoin, as an order of an earlier time did.</summary>
    public async Task AllowAsync(Address spender, BigInteger units)
    {
        await chain.ImpersonateAsync(chain.Contracts.Wallet.Address);
        await SendAsync(chain.Contracts.Wallet.Address, Zar, "approve", [$"{spender}", units]);
        await chain.MineAsync(5);
    }

    public Task<BigInteger> BalanceAsync(Address token, Address account) => ReadAsync(token, Erc20.BalanceOf, account);

    public Task<BigInteger> AllowanceAsync(Address spender) =>
        ReadAsync(chain.Contracts.Zar, Erc20.Allowance, chain.Contracts.Wallet.Address, spender);

    public async Task<ulong> WalletNonceAsync() => await chain.ReadAsync(Eth.TransactionCount(chain.Contracts.Wallet.Address, BlockTag.Latest));

    /// <summary>A contract of this repository at an address of its own.</summary>
    public async Task<Address> CreateAsync(NodeTools tools, string contract)
    {
        var hash = await chain.Sender.CreateAsync(await MakerAsync(), ContractFile.Own(tools, contract));
        await chain.MineAsync();
        return await chain.CreatedAsync(hash);
    }

    /// <summary>The contract's code becomes that of another of this repository; what it has stored stays.</summary>
    public async Task BecomeAsync(NodeTools tools, Address address, string contract)
    {
        var path = Path.Combine(tools.Root, "contracts", "artifacts", $"{contract}.json");
        using var artifact = JsonDocument.Parse(await File.ReadAllBytesAsync(path, Cancellation));
        await chain.SetCodeAsync(address, artifact.RootElement.GetProperty("runtime").GetString()!);
    }

    /// <summary>The stablecoin becomes a proxy that asks a beacon which code to run: for now that of a stablecoin of its own.</summary>
    public async Task<(Address Beacon, Address Implementation)> PutBehindBeaconAsync(NodeTools tools, Address stablecoin)
    {
        var beacon = await CreateAsync(tools, "OddBeacon");
        var implementation = await CreateAsync(tools, "ZarStablecoin");
        await NameAsync(beacon, implementation);
        await StoreAsync(stablecoin, BeaconSlot, beacon);
        await BecomeAsync(tools, stablecoin, "OddProxy");
        return (beacon, implementation);
    }

    /// <summary>The beacon names another implementation.</summary>
    public Task NameAsync(Address beacon, Address implementation) =>
        OfMakerAsync(chain.Contract("OddBeacon", beacon), "setImplementation", [$"{implementation}"]);

    public Task StoreAsync(Address contract, Hash256 slot, Address value) => chain.SetStorageAsync(contract, Number($"{slot}"), Number($"{value}"));

    /// <summary>Sends bytes as an earlier broadcast would have, without the app.</summary>
    public Task SendRawAsync(ReadOnlyMemory<byte> signed) => chain.ReadAsync(Eth.SendRawTransaction(signed));

    /// <summary>A call by the one who deployed the contract: in a block of its own, or before all else in the next one.</summary>
    private async Task OfMakerAsync(Contract contract, string function, object[] arguments, bool mine = true)
    {
        var hash = await SendAsync(await MakerAsync(), contract, function, arguments, isFirst: !mine);
        if (!mine)
            return;
        await chain.MineAsync();
        await chain.SucceededAsync(hash);
    }

    private Task<Address> MakerAsync() => chain.Sender.MakerAsync();

    private Task<Hash256> SendAsync(Address from, Contract contract, string function, object[] arguments, bool isFirst = false) =>
        chain.Sender.SendAsync(from, Address.Parse(contract.Address), contract.GetFunction(function).GetData(arguments), isFirst);

    private async Task<BigInteger> ReadAsync(Address contract, AbiFunction function, params object[] arguments)
    {
        var call = Eth.Call(new CallRequest { To = contract, Data = function.Encode(arguments) }, BlockTag.Latest);
        return function.DecodeOutput(await chain.ReadAsync(call)).Get<BigInteger>(0);
    }

    private static BigInteger Number(string hex) => BigInteger.Parse("0" + hex[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
