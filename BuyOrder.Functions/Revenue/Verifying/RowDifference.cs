using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Verifying;

/// <summary>A row holds exactly what we would write for what it says, or it was written by somebody else.</summary>
internal static class RowDifference
{
    /// <summary>Names the first property, by name, that one row lacks or that has another type or value; null when there is none.</summary>
    public static LedgerFault? First(TableRow row, RowValues expected, string why)
    {
        var found = row.Values.InOrder;
        var wanted = expected.InOrder;
        while (!found.IsEmpty || !wanted.IsEmpty)
        {
            var order = found.IsEmpty ? 1 : wanted.IsEmpty ? -1 : string.CompareOrdinal(found[0].Key, wanted[0].Key);
            if (order < 0)
                return LedgerFault.Value(row, found[0].Key, found[0].Value, null, why);
            if (order > 0)
                return LedgerFault.Value(row, wanted[0].Key, null, wanted[0].Value, why);
            if (!Same(found[0].Value, wanted[0].Value))
                return LedgerFault.Value(row, found[0].Key, found[0].Value, wanted[0].Value, why);
            found = found[1..];
            wanted = wanted[1..];
        }
        return null;
    }

    /// <summary>The type counts as well: the number 1 is not the text "1".</summary>
    private static bool Same(object found, object expected) => (found, expected) switch
    {
        (byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right),
        (string left, string right) => string.Equals(left, right, StringComparison.Ordinal),
        _ => found.Equals(expected),
    };
}
