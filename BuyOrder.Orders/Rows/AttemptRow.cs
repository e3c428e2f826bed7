using BuyOrder.Domain.Orders;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>An attempt as a row, and back.</summary>
internal static class AttemptRow
{
    public static RowValues Write(Attempt attempt) => new()
    {
        ["schema"] = RowText.Schema,
        ["number"] = attempt.Number,
        ["retry"] = attempt.Retry,
        ["kind"] = attempt.Kind.ToString(),
        ["state"] = attempt.State.ToString(),
        ["nonce"] = attempt.Nonce,
        ["transactionHash"] = attempt.TransactionHash.ToString(),
        ["signedBytes"] = attempt.SignedBytes.ToArray(),
        ["maxFeePerGasWei"] = RowText.Of(attempt.MaxFeePerGasWei),
        ["maxPriorityFeePerGasWei"] = RowText.Of(attempt.MaxPriorityFeePerGasWei),
        ["gasLimit"] = attempt.GasLimit,
        ["minimumOut"] = RowText.Of(attempt.MinimumOut),
        ["atMid"] = attempt.AtMid is { } atMid ? RowText.Of(atMid) : null,
        ["deadline"] = attempt.Deadline,
        ["createdAt"] = attempt.CreatedAt,
        ["sentAtBlock"] = attempt.SentAtBlock,
        ["gasSpentWei"] = attempt.GasSpentWei is { } gas ? RowText.Of(gas) : null,
        ["gasUsed"] = attempt.GasUsed,
        ["revertReason"] = attempt.RevertReason,
        ["parametersVersion"] = attempt.ParametersVersion,
        ["feeCapWei"] = attempt.FeeCapWei is { } cap ? RowText.Of(cap) : null,
        ["referencePrice"] = attempt.ReferencePrice?.ToExactString(),
        ["prices"] = PricesText.Write(attempt.Prices),
    };

    public static Attempt Read(RowValues row)
    {
        row.RequireSchema("An attempt");
        return new Attempt
        {
            Number = row.Int32("number"),
            Retry = row.Int32("retry"),
            Kind = row.Name<AttemptKind>("kind"),
            State = row.Name<AttemptState>("state"),
            Nonce = row.Int64("nonce"),
            TransactionHash = RowChain.Hash(row, "transactionHash"),
            SignedBytes = row.Binary("signedBytes"),
            MaxFeePerGasWei = row.BigInteger("maxFeePerGasWei"),
            MaxPriorityFeePerGasWei = row.BigInteger("maxPriorityFeePerGasWei"),
            GasLimit = row.Int64("gasLimit"),
            MinimumOut = row.BigInteger("minimumOut"),
            AtMid = row.TextOrNull("atMid") is null ? null : row.BigInteger("atMid"),
            Deadline = row.TimeOrNull("deadline"),
            CreatedAt = row.Time("createdAt"),
            SentAtBlock = row.Int64OrNull("sentAtBlock"),
            GasSpentWei = row.TextOrNull("gasSpentWei") is null ? null : row.BigInteger("gasSpentWei"),
            GasUsed = row.Int64OrNull("gasUsed"),
            RevertReason = row.TextOrNull("revertReason"),
            ParametersVersion = row["parametersVersion"] is null ? null : row.Int32("parametersVersion"),
            FeeCapWei = row["feeCapWei"] is null ? null : row.BigInteger("feeCapWei"),
            ReferencePrice = row["referencePrice"] is null ? null : row.Price("referencePrice"),
            Prices = PricesText.Read(row.TextOrNull("prices")),
        };
    }
}
