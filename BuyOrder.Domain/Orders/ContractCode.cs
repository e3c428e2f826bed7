using System.Collections.Immutable;

namespace BuyOrder.Domain.Orders;

/// <summary>Which code stands at which address, as one text: <c>address=hash</c> for each contract, in the order of the addresses.</summary>
public static class ContractCode
{
    private const char Separator = ' ';

    /// <param name="codes">Address and hash of the code, both 0x-prefixed; an address may come twice.</param>
    public static string Write(IEnumerable<(string Address, string Hash)> codes) =>
        string.Join(Separator, codes.Select(code => $"{code.Address}={code.Hash}").ToImmutableSortedSet(StringComparer.Ordinal));

    /// <summary>The addresses at which one text says something that the other does not, each once.</summary>
    public static IReadOnlyList<string> Differences(string pinned, string seen)
    {
        var before = pinned.Split(Separator).ToImmutableSortedSet(StringComparer.Ordinal);
        return [.. before.SymmetricExcept(seen.Split(Separator)).Select(code => code[..code.IndexOf('=', StringComparison.Ordinal)]).Distinct()];
    }
}
