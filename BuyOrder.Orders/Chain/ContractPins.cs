using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>
/// Reads from one node what decides which code runs at an address: the code itself, and for the usual kinds of proxies where it sends its callers.
/// </summary>
/// <remarks>
/// A word that is 0 is read and pinned as well, so that one that is set later is seen to have changed.
/// EIP-1967 (implementation and beacon), EIP-1822 (UUPS), and the slot of the older zeppelinos proxies, which large stablecoins still are.
/// </remarks>
internal static class ContractPins
{
    public const string BeaconKind = "eip1967.beacon";

    private static readonly (string Kind, Hash256 Slot)[] Slots =
    [
        ("eip1967.implementation", Before(Keccak256.Compute("eip1967.proxy.implementation"u8))),
        (BeaconKind, Before(Keccak256.Compute("eip1967.proxy.beacon"u8))),
        ("eip1822.proxiable", Keccak256.Compute("PROXIABLE"u8)),
        ("zeppelinos.implementation", Keccak256.Compute("org.zeppelinos.proxy.implementation"u8)),
    ];

    /// <summary>
    /// Adds its questions to a batch that the caller sends; the returned function reads the answers afterwards. Only a beacon that is not known
    /// yet, or not as it was, makes it ask again.
    /// </summary>
    /// <param name="batch">Not sent yet.</param>
    /// <param name="contracts">Whose pins.</param>
    /// <param name="known">The pins as they were last: what they name is asked about along with all else. Null: nothing is known.</param>
    /// <returns>As <see cref="ContractCode.Write"/> writes it; a contract that has no code in the place of its hash.</returns>
    public static Func<IEthereumNode, CancellationToken, Task<(string Written, Address? Missing)>> Ask(
        RpcBatch batch, IReadOnlyList<Address> contracts, string? known)
    {
        var asked = contracts.Select(address => (
            Address: address,
            Code: batch.Add(Eth.Code(address, BlockTag.Latest)),
            Words: Slots.Select(slot => (slot.Kind, Word: batch.Add(Eth.Storage(address, slot.Slot, BlockTag.Latest)))).ToList(),
            Beacon: BeaconPins.Ask(batch, address, known))).ToList();
        return async (node, cancellation) =>
        {
            if (asked.Find(contract => contract.Code.Result.Length == 0) is { Code: not null } missing)
                return ("", missing.Address);

            var pins = asked.ConvertAll(contract => new ContractPin(contract.Address, null, Keccak256.Compute(contract.Code.Result).ToString()));
            var words = asked.SelectMany(contract => contract.Words.Select(word => (contract.Address, word.Kind, Value: word.Word.Result))).ToList();
            pins.AddRange(words.Select(word => new ContractPin(word.Address, word.Kind, Text(word.Value))));
            foreach (var (proxy, _, word) in words.Where(word => word.Kind == BeaconKind && !word.Value.IsZero))
                pins.AddRange(await asked.Find(contract => contract.Address == proxy).Beacon.ReadAsync(node, AddressIn(word), cancellation));
            return (ContractCode.Write(pins), null);
        };
    }

    private static string Text(BigInteger word) =>
        word.IsZero ? "0" : $"0x{word.ToString("x", CultureInfo.InvariantCulture).TrimStart('0')}";

    private static Address AddressIn(BigInteger word)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        Write(word, bytes);
        return new Address(bytes[(Hash256.Size - Address.Size)..]);
    }

    /// <summary>EIP-1967's slots are one less than a hash, so that no preimage of them is known.</summary>
    private static Hash256 Before(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        Write(new BigInteger(hash.ToArray(), isUnsigned: true, isBigEndian: true) - 1, bytes);
        return new Hash256(bytes);
    }

    private static void Write(BigInteger word, Span<byte> bytes)
    {
        var digits = word.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.Clear();
        digits.CopyTo(bytes[(bytes.Length - digits.Length)..]);
    }
}
