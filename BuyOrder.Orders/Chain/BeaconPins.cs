using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>Which implementation the beacon of a proxy names, and that one's code: both may change without a word of the proxy's changing.</summary>
/// <remarks>
/// The word that holds the beacon, the beacon's answer and the code would be asked for one after the other. What they were the last time is
/// therefore asked about along with the word; only what turns out to be another is asked for anew. What is pinned is what the node says now.
/// </remarks>
internal sealed class BeaconPins
{
    private const string ImplementationKind = "beacon.implementation";
    private const string CodeKind = "beacon.code";

    private static readonly AbiFunction Implementation = AbiFunction.Parse("implementation() view returns (address)");

    private readonly Address proxy;
    private readonly Dictionary<Address, RpcCall<byte[]>> named = [];
    private readonly Dictionary<Address, RpcCall<byte[]>> codes = [];

    private BeaconPins(Address proxy) => this.proxy = proxy;

    /// <summary>Adds what can be guessed to a batch that the caller sends.</summary>
    public static BeaconPins Ask(RpcBatch batch, Address proxy, string? known)
    {
        var asked = new BeaconPins(proxy);
        if (known is null || Pinned(known, proxy, ContractPins.BeaconKind) is not { } beacon)
            return asked;
        asked.AskBeacon(batch, beacon);
        if (Pinned(known, proxy, ImplementationKind) is { } implementation)
            asked.AskCode(batch, implementation);
        return asked;
    }

    /// <param name="node">Asked again for what was not guessed rightly.</param>
    /// <param name="beacon">The one that the proxy's word names.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<IReadOnlyList<ContractPin>> ReadAsync(IEthereumNode node, Address beacon, CancellationToken cancellation)
    {
        if (!named.ContainsKey(beacon))
            await SendAsync(node, batch => AskBeacon(batch, beacon), cancellation);
        var answer = named[beacon];
        if (answer.Error is { IsRevert: true } || !TryDecode(answer.Result, out var implementation))
            return [new ContractPin(proxy, ImplementationKind, "none")];

        if (!codes.ContainsKey(implementation))
            await SendAsync(node, batch => AskCode(batch, implementation), cancellation);
        return
        [
            new ContractPin(proxy, ImplementationKind, implementation.ToString()),
            new ContractPin(proxy, CodeKind, Keccak256.Compute(codes[implementation].Result).ToString()),
        ];
    }

    private static async Task SendAsync(IEthereumNode node, Action<RpcBatch> ask, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        ask(batch);
        await node.SendAsync(batch, cancellation);
    }

    private void AskBeacon(RpcBatch batch, Address beacon) =>
        named[beacon] = batch.Add(Eth.Call(new CallRequest { To = beacon, Data = Implementation.Encode() }, BlockTag.Latest));

    private void AskCode(RpcBatch batch, Address implementation) => codes[implementation] = batch.Add(Eth.Code(implementation, BlockTag.Latest));

    /// <summary>The address that a pin names; null when it names none. Words are pinned without the zeros before them.</summary>
    private static Address? Pinned(string known, Address proxy, string kind)
    {
        if (ContractCode.Find(known, proxy, kind) is not { } text || !text.StartsWith("0x", StringComparison.Ordinal))
            return null;
        var digits = text["0x".Length..];
        return digits.Length <= 2 * Address.Size && Address.TryParse($"0x{digits.PadLeft(2 * Address.Size, '0').ToLowerInvariant()}", out var address)
            ? address
            : null;
    }

    private static bool TryDecode(byte[] returned, out Address implementation)
    {
        // A beacon answers with one word that is an address; anything else is no beacon's answer.
        var isWord = returned.Length == Hash256.Size && !returned.AsSpan(0, Hash256.Size - Address.Size).ContainsAnyExcept((byte)0);
        implementation = isWord ? new Address(returned.AsSpan(Hash256.Size - Address.Size)) : Address.Zero;
        return isWord;
    }
}
