using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Verifying;

/// <summary>A row holds exactly what we would write for what it says, or it was written by somebody else.</summary>
internal static class RowDifference
{
    /// <summary>Names the first property, by name, that one row lacks or that has another type or value; null when there is none.</summary>
    public static LedgerFault? First(TableRow row, RowValues expected, string why)
    {
        using var found = row.Values.GetEnumerator();
        using var wanted = expected.GetEnumerator();
        var (hasFound, hasWanted) = (found.MoveNext(), wanted.MoveNext());
        while (hasFound || hasWanted)
        {
            var order = !hasFound ? 1 : !hasWanted ? -1 : string.CompareOrdinal(found.Current.Key, wanted.Current.Key);
            if (order < 0)
                return LedgerFault.Value(row, found.Current.Key, found.Current.Value, null, why);
            if (order > 0)
                return LedgerFault.Value(row, wanted.Current.Key, null, wanted.Current.Value, why);
            if (!Same(found.Current.Value, wanted.Current.Value))
                return LedgerFault.Value(row, found.Current.Key, found.Current.Value, wanted.Current.Value, why);
            (hasFound, hasWanted) = (found.MoveNext(), wanted.MoveNext());
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
