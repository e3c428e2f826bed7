using System.Collections.Immutable;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// The code at each address, as one text in the order of the addresses: <c>address=hash</c> for the code of each contract, and
/// <c>address#kind=value</c> for what else decides which code runs there.
/// </summary>
public static class ContractCode
{
    private const char Separator = ' ';
    private const char Equal = '=';
    private const char KindMark = '#';

    /// <param name="pins">One may come twice.</param>
    public static string Write(IEnumerable<ContractPin> pins) =>
        string.Join(Separator, pins.Select(pin => $"{Key(pin.Address, pin.Kind)}{Equal}{pin.Value}").ToImmutableSortedSet(StringComparer.Ordinal));

    /// <summary>
    /// The addresses of which the texts say different things, or of which only the pinned one says anything, each once. What only the seen text
    /// has was never looked at before: that is no change.
    /// </summary>
    public static IReadOnlyList<string> Differences(string pinned, string seen)
    {
        var now = seen.Split(Separator).ToImmutableHashSet(StringComparer.Ordinal);
        return [.. pinned.Split(Separator).Where(pin => !now.Contains(pin)).Select(AddressOf).Distinct()];
    }

    /// <summary>The pins of the seen text whose key the pinned one does not have.</summary>
    public static IReadOnlyList<string> Additions(string pinned, string seen)
    {
        var before = pinned.Split(Separator).Select(KeyOf).ToImmutableHashSet(StringComparer.Ordinal);
        return [.. seen.Split(Separator).Where(pin => !before.Contains(KeyOf(pin)))];
    }

    /// <summary>What a text says of a kind of pin; null when it says nothing of it.</summary>
    public static string? Find(string text, Address address, string kind)
    {
        var key = $"{Key(address, kind)}{Equal}";
        return text.Split(Separator).FirstOrDefault(pin => pin.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
    }

    private static string Key(Address address, string? kind) => kind is null ? $"{address}" : $"{address}{KindMark}{kind}";

    private static string KeyOf(string pin) => pin[..pin.IndexOf(Equal, StringComparison.Ordinal)];

    private static string AddressOf(string pin) => KeyOf(pin).Split(KindMark)[0];
}

/// <summary>One thing that decides which code runs at an address.</summary>
/// <param name="Address">Of the contract.</param>
/// <param name="Kind">What it is; null: the hash of the contract's own code.</param>
/// <param name="Value">As the chain shows it.</param>
public sealed record ContractPin(Address Address, string? Kind, string Value);
