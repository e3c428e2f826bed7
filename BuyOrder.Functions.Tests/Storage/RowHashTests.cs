using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>The hash over a row, against figures computed by other means (docs/ledger-format.md).</summary>
public sealed class RowHashTests
{
    private const string Hash = "1:c5437b0c5de88429954e1c6b16f25c156c7d79e089cf54209818834c0ed1cab8";

    private static RowValues Row => new()
    {
        ["text"] = "R\u00e9al",
        ["number"] = 7,
        ["cents"] = 1_000_000L,
        ["flag"] = true,
        ["at"] = new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.FromHours(2)),
        ["bytes"] = new byte[] { 2, 7 },
    };

    [Fact]
    public void Row_has_the_hash_of_the_vector() => Assert.Equal(Hash, RowHash.Of(Row));

    [Fact]
    public void List_of_texts_has_the_hash_of_the_vector() =>
        Assert.Equal("1:0ff3b933f059bcc349b60d4f36899a6b3ac822b883e7fc4477507e59b13c14e1", RowHash.Of([Hash, "x"]));

    [Fact]
    public void Property_that_holds_the_hash_is_left_out_and_one_that_is_null_is_none()
    {
        var row = Row;
        row["hash"] = RowHash.Of(row);
        row["absent"] = null;

        Assert.Equal(Hash, RowHash.Of(row, "hash"));
    }

    [Fact]
    public void Any_other_name_type_or_value_gives_another_hash()
    {
        List<Action<RowValues>> edits =
        [
            row => row["text"] = "Real",
            row => row["number"] = 7L,
            row => row["cents"] = 1_000_001L,
            row => row["flag"] = false,
            row => row["at"] = row.Time("at").AddTicks(1),
            row => row["bytes"] = new byte[] { 2, 7, 0 },
            row => row["more"] = "",
            row => row["number"] = null,
            row => row["number"] = "7",
        ];

        Assert.All(edits, edit =>
        {
            var row = Row;
            edit(row);
            Assert.NotEqual(Hash, RowHash.Of(row));
        });
    }
}
