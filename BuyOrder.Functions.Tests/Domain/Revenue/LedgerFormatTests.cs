using System.Text;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>The vectors of docs/ledger-format.md, which were computed without this code.</summary>
public sealed class LedgerFormatTests
{
    private const string FirstMessage =
        """
        { "id": "pay_8412", "source": "course_sale", "amount": "1499.00", "currency": "ZAR", "occurredAt": "2026-11-20T12:00:00+02:00",
          "metadata": { "courseId": "c-17" } }
        """;

    private const string SecondMessage =
        """
        { "id": "ré-1 ☃", "kind": "refund", "source": "subscription", "amount": 19.99, "currency": "USD", "exchangeRate": "18.250",
          "occurredAt": "2026-11-30T22:30:00.5Z", "refundOf": "sub_7", "plan":"pro","seats": 3 }
        """;

    private const string ThirdMessage =
        """{ "id": "inv-9", "source": "other", "amount": "500", "currency": "JPY", "occurredAt": "2026-11-20T10:00:00Z" }""";

    private const string FirstId = "a91f66cedc22cfed75a5cbe311044f22184df8b6f06404d66aea85a2291c8249";
    private const string FirstContent = "772bc03ee5cf6d6f0ef39ed33ec229b47071a8128549c90e7fc9cc74d6e4692f";
    private const string FirstEntry = "2d03eb03885751eff737897cb71da8c8a86d6c0094c3e10a5c9410f0aa977321";
    private const string SecondId = "e213a91c0300514de905b38e9be37ca81a055caaea6092af050485e61f954316";
    private const string SecondContent = "7f8f0f129923beb9ea81310c4fe92fed11054896f284e24d7de59632326af2ce";
    private const string SecondEntry = "03da1e745f720b15b061d39c658c12c8a3ca2f9f37bd1400be8e806f984782f0";
    private const string ThirdId = "27e2ce7de8f8ddaecfc881c5e87c6310e5920e099bd09ac44ab69f6c567da595";
    private const string ThirdContent = "1d758717fb234f87ec7c57b5091d30f9997337691ede7b85cc293c295ee9d4b9";
    private const string ThirdEntry = "6f87769693257be89eadf27f8cdd78ea73d50db9a3850b91920eb6e0813ab273";
    private const string FirstBlock = "8c651a6b43ad04e6bcd22051223c4e81a8d053a9d1b9c74f90d1ca611d7f451a";
    private const string SecondBlock = "79870d4605a39fa9cdc2752bd6466dceeaa2b5a95d6066500520608553e89281";
    private const string EmptyRoot = "22710d7784139a5cdf5df7521b5a4d7552bf7c8f73487a6645d4c90633ce870c";
    private const string Root = "7276f79f23753dcf1069b6a8db973b1d29a54d6d998f36a488b13016797465dd";

    private static readonly DateTimeOffset RecordedAt = new DateTimeOffset(2026, 11, 20, 10, 0, 5, TimeSpan.Zero).AddTicks(1_234_567);

    [Fact]
    public void Hashes_of_a_sale_are_those_of_the_specification()
    {
        var revenue = Valued(FirstMessage);

        Assert.Equal(FirstId, revenue.IdHash.ToString());
        Assert.Equal(6, LedgerShards.Of(revenue.IdHash, 8));
        Assert.Equal(FirstContent, revenue.ContentHash.ToString());
        Assert.Equal(FirstEntry, RevenueHashes.Entry(new LedgerEntry(revenue, 1, RecordedAt)).ToString());
    }

    [Fact]
    public void Hashes_of_a_foreign_refund_are_those_of_the_specification()
    {
        var revenue = Valued(SecondMessage);

        Assert.Equal(new Zar(-36482), revenue.Value);
        Assert.Equal(new DateOnly(2026, 12, 1), revenue.Day);
        Assert.Equal(SecondId, revenue.IdHash.ToString());
        Assert.Equal(4, LedgerShards.Of(revenue.IdHash, 8));
        Assert.Equal(SecondContent, revenue.ContentHash.ToString());
        Assert.Equal(SecondEntry, RevenueHashes.Entry(new LedgerEntry(revenue, 2, RecordedAt)).ToString());
    }

    [Fact]
    public void Hashes_of_a_sale_by_a_days_table_are_those_of_the_specification()
    {
        var day = new DateOnly(2026, 11, 20);
        var rates = new Dictionary<string, ExchangeRate> { ["JPY"] = TestRates.Rate("0.123455") };

        var revenue = Valued(ThirdMessage, new DailyRates(day, 3, rates, RecordedAt, "operator", "SARB"));

        Assert.Equal(new Zar(6173), revenue.Value);
        Assert.Equal(ThirdId, revenue.IdHash.ToString());
        Assert.Equal(5, LedgerShards.Of(revenue.IdHash, 8));
        Assert.Equal(ThirdContent, revenue.ContentHash.ToString());
        Assert.Equal(ThirdEntry, RevenueHashes.Entry(new LedgerEntry(revenue, 3, RecordedAt)).ToString());
    }

    [Fact]
    public void Chain_and_root_are_those_of_the_specification()
    {
        var first = LedgerBatch.Build(ShardHead.Empty, [Valued(FirstMessage), Valued(SecondMessage)], RecordedAt);
        var entries = first.Block.EntryHashes;
        var empty = new ShardCutOff(0, 0, 0, Zar.Zero, default);

        Assert.Equal(FirstBlock, first.Block.Hash.ToString());
        Assert.Equal(SecondBlock, RevenueHashes.Block(first.Block.Hash, 3, [entries[0]]).ToString());
        Assert.Equal(EmptyRoot, RevenueHashes.LedgerRoot([.. Enumerable.Repeat(empty, 8)]).ToString());
        Assert.Equal(Root, LedgerTotals.Of([first.Head, ShardHead.Empty]).LedgerRoot.ToString());
    }

    [Theory]
    [InlineData(FirstId)]
    [InlineData(FirstContent)]
    [InlineData(FirstEntry)]
    [InlineData(SecondId)]
    [InlineData(SecondContent)]
    [InlineData(SecondEntry)]
    [InlineData(ThirdId)]
    [InlineData(ThirdContent)]
    [InlineData(ThirdEntry)]
    [InlineData(FirstBlock)]
    [InlineData(SecondBlock)]
    [InlineData(EmptyRoot)]
    [InlineData(Root)]
    public void Specification_shows_the_vector_that_is_tested(string vector) =>
        Assert.Contains($"`{vector}`", File.ReadAllText(SpecificationPath()), StringComparison.Ordinal);

    private static ValuedRevenue Valued(string json, params DailyRates[] table)
    {
        Assert.True(RevenueMessageReader.TryRead(Encoding.UTF8.GetBytes(json), out var message, out var rejection), rejection?.Detail);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Africa/Johannesburg");
        Assert.True(ValuedRevenue.TryCreate(message, zone, table.ToDictionary(rates => rates.Day), out var revenue, out rejection), rejection?.Detail);
        return revenue;
    }

    private static string SpecificationPath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BuyOrder.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No BuyOrder.sln above the tests.");
        return Path.Combine(folder.FullName, "docs", "ledger-format.md");
    }
}
