namespace BuyOrder.Domain.Revenue;

/// <summary>The words for kinds and sources in messages, rows, hashes and the API.</summary>
public static class RevenueCodes
{
    public const string AllKinds = "sale, refund";
    public const string AllSources = "course_sale, subscription, other";

    public static IReadOnlyList<RevenueSource> Sources { get; } =
        [RevenueSource.CourseSale, RevenueSource.Subscription, RevenueSource.Other];

    public static IReadOnlyList<RevenueKind> Kinds { get; } = [RevenueKind.Sale, RevenueKind.Refund];

    public static string ToCode(this RevenueKind kind) => kind switch
    {
        RevenueKind.Sale => "sale",
        RevenueKind.Refund => "refund",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No code."),
    };

    public static string ToCode(this RevenueSource source) => source switch
    {
        RevenueSource.CourseSale => "course_sale",
        RevenueSource.Subscription => "subscription",
        RevenueSource.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "No code."),
    };

    public static bool TryParse(string? code, out RevenueKind kind)
    {
        kind = code switch
        {
            "sale" => RevenueKind.Sale,
            "refund" => RevenueKind.Refund,
            _ => RevenueKind.Unknown,
        };
        return kind != RevenueKind.Unknown;
    }

    public static bool TryParse(string? code, out RevenueSource source)
    {
        source = code switch
        {
            "course_sale" => RevenueSource.CourseSale,
            "subscription" => RevenueSource.Subscription,
            "other" => RevenueSource.Other,
            _ => RevenueSource.Unknown,
        };
        return source != RevenueSource.Unknown;
    }
}
