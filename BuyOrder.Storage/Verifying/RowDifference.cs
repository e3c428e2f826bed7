namespace BuyOrder.Storage.Verifying;

/// <summary>A row holds exactly what we would write for what it says, or it was not written by us.</summary>
internal static class RowDifference
{
    /// <summary>Names the first property, by name, that one row lacks or that has another type or value; null when there is none.</summary>
    public static LedgerFault? First(TableRow row, RowValues expected, string why)
    {
        var (at, wantedAt) = (0, 0);
        while (at < row.Values.Count || wantedAt < expected.Count)
        {
            var found = at < row.Values.Count ? row.Values.At(at) : default;
            var wanted = wantedAt < expected.Count ? expected.At(wantedAt) : default;
            var order = found.Name is null ? 1 : wanted.Name is null ? -1 : string.CompareOrdinal(found.Name, wanted.Name);
            if (order < 0)
                return LedgerFault.Value(row, found.Name!, found.Value, null, why);
            if (order > 0)
                return LedgerFault.Value(row, wanted.Name!, null, wanted.Value, why);
            if (!Same(found.Value, wanted.Value))
                return LedgerFault.Value(row, found.Name!, found.Value, wanted.Value, why);
            at++;
            wantedAt++;
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
