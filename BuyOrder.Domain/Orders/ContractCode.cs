using System.Collections.Immutable;

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

    /// <param name="codes">Address, with a kind or without, and value; a pair may come twice.</param>
    public static string Write(IEnumerable<(string Address, string Hash)> codes) =>
        string.Join(Separator, codes.Select(code => $"{code.Address}{Equal}{code.Hash}").ToImmutableSortedSet(StringComparer.Ordinal));

    /// <summary>The key of a pin beside the code of a contract, by its kind.</summary>
    public static string Kind(string address, string kind) => $"{address}{KindMark}{kind}";

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
    public static string? Find(string text, string address, string kind)
    {
        var key = $"{Kind(address, kind)}{Equal}";
        return text.Split(Separator).FirstOrDefault(pin => pin.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
    }

    private static string KeyOf(string pin) => pin[..pin.IndexOf(Equal, StringComparison.Ordinal)];

    private static string AddressOf(string pin) => KeyOf(pin).Split(KindMark)[0];
}
