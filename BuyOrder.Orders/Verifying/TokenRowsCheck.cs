using BuyOrder.Domain.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The rows that keep how many decimals a bought token has: only what is shown rests on them.</summary>
internal static class TokenRowsCheck
{
    /// <summary>A market whose token has more is never opened.</summary>
    private const int MaxDecimals = 18;

    /// <summary>The row's fault, or null.</summary>
    public static LedgerFault? Check(TableRow row)
    {
        if (!Address.TryParse(row.Key, out _) || row.Key.Any(char.IsAsciiLetterUpper))
            return LedgerFault.Row(row, "its key is no address of a token");
        return row.Values[TokenScale.Decimals] is int and >= 0 and <= MaxDecimals and var decimals
            ? RowDifference.First(row, new RowValues { [TokenScale.Decimals] = decimals }, "that is how it is written")
            : LedgerFault.Value(row, TokenScale.Decimals, row.Values[TokenScale.Decimals], $"0 to {MaxDecimals}", "what a token can have");
    }
}
