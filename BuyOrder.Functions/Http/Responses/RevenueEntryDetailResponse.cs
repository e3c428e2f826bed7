using System.Text.Json.Serialization;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Reading;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>One entry with everything that a third party needs to check it (docs/ledger-format.md), and what it funded.</summary>
internal sealed record RevenueEntryDetailResponse : RevenueEntryResponse
{
    private RevenueEntryDetailResponse(RevenueEntryResponse entry)
        : base(entry)
    {
    }

    /// <summary>The rate in the message; null when there was none.</summary>
    public required string? SentExchangeRate { get; init; }

    /// <summary>Where the applied rate came from; null for ZAR.</summary>
    public required string? RateOrigin { get; init; }

    /// <summary>Members of the message that mean nothing here.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    public required string? UnknownMembers { get; init; }

    /// <summary>The metadata exactly as the entry hash covers it, character by character.</summary>
    public required string? MetadataText { get; init; }

    /// <summary>The unknown members exactly as the entry hash covers them.</summary>
    public required string? UnknownMembersText { get; init; }

    public required int Shard { get; init; }

    /// <summary>Counts the entries of the shard from 1.</summary>
    public required long Sequence { get; init; }

    public required string ContentHash { get; init; }

    /// <summary>Recomputed from what is stored.</summary>
    public required string EntryHash { get; init; }

    /// <summary>Counts the entries of the block from 0.</summary>
    public required long PlaceInBlock { get; init; }

    public required BlockResponse Block { get; init; }

    /// <summary>Whether entry, place and block fit together by their hashes.</summary>
    public required bool Fits { get; init; }

    /// <summary>What is odd about a refund beside the sale that it names: see <see cref="RefundCheck"/>; empty for a sale.</summary>
    public required IReadOnlyList<string> RefundFlags { get; init; }

    /// <summary>Null while no order has used it.</summary>
    public required FundedOrderResponse? FundedOrder { get; init; }

    public static RevenueEntryDetailResponse Of(FoundEntry found, IReadOnlyList<string> refundFlags, Order? fundedOrder)
    {
        var (entry, block) = (found.Entry, found.Block);
        var revenue = entry.Revenue;
        var hash = RevenueHashes.Entry(entry);
        var place = entry.Sequence - block.First;
        return new RevenueEntryDetailResponse(Of(entry))
        {
            SentExchangeRate = revenue.Message.ExchangeRate?.ToString(),
            RateOrigin = revenue.RateOrigin,
            UnknownMembers = revenue.Message.UnknownMembers,
            MetadataText = revenue.Message.Metadata,
            UnknownMembersText = revenue.Message.UnknownMembers,
            Shard = found.Shard,
            Sequence = entry.Sequence,
            ContentHash = revenue.ContentHash.ToString(),
            EntryHash = hash.ToString(),
            PlaceInBlock = place,
            Block = BlockResponse.Of(block),
            Fits = place < block.EntryHashes.Count
                && block.EntryHashes[(int)place] == hash
                && block.KeyHashes[(int)place] == revenue.IdHash
                && RevenueHashes.Block(block.Previous, block.First, block.EntryHashes) == block.Hash,
            RefundFlags = refundFlags,
            FundedOrder = FundedOrderResponse.Of(fundedOrder),
        };
    }
}
