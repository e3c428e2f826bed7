using System.Text;
using System.Text.RegularExpressions;
using BuyOrder.Domain.Money;
using BuyOrder.Functions.Export;
using BuyOrder.Functions.Http;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Functions.Export;

public sealed partial class CsvWriterTests
{
    private const string Formula = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static readonly string[] Pieces = ["a", ";", "\t", "\r", "\n", "\"", ",", "=", "+1", "-", "@", "'", "x y", "\uFF1D"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Property(MaxTest = 500)]
    public async Task<bool> Every_text_comes_back_through_a_strict_reader_and_starts_no_formula(string?[][] rows)
    {
        var written = rows.Where(row => row.Length > 0).Select(row => row.Select(Whole).ToArray()).ToArray();

        var read = Rfc4180.Parse(await WriteAsync(written));

        Assert.DoesNotContain(read.SelectMany(row => row), field => field.Length > 0 && Formula.Contains(field[0], StringComparison.Ordinal));
        return read.Select(row => row.Select(Unguarded)).Zip(written).All(pair => pair.First.SequenceEqual(pair.Second))
            && read.Count == written.Length;
    }

    [Property(MaxTest = 500)]
    public async Task<bool> No_text_starts_a_formula_in_a_program_with_another_separator(byte[][] texts)
    {
        var rows = texts.Select(text => (string?[])["7", string.Concat(text.Select(piece => Pieces[piece % Pieces.Length])), "end"]).ToArray();

        var csv = await WriteAsync(rows);

        Assert.Equal(rows.Select(row => row[1]), Rfc4180.Parse(csv).Select(row => Unguarded(row[1])));
        return new[] { ";", "\t", ";\t", ",;\t" }.All(separators => Cells(csv, separators).All(cell =>
            cell is not [var first, ..] || !Formula.Contains(first, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "\"'\t'=1\"")]
    [InlineData("\r=1", "\"'\r'=1\"")]
    [InlineData("\n=1", "\"'\n'=1\"")]
    [InlineData("a;=1", "\"a;'=1\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("a;;-1", "\"a;;'-1\"")]
    [InlineData("a\t@x", "\"a\t'@x\"")]
    [InlineData("a\n+1", "\"a\n'+1\"")]
    [InlineData("a;'=1", "\"a;''=1\"")]
    [InlineData("a;\"=1\"", "\"a;'\"\"=1\"\"\"")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("\uFF0B1", "'\uFF0B1")]
    [InlineData("\uFF0D1", "'\uFF0D1")]
    [InlineData("\uFF201", "'\uFF201")]
    [InlineData("'=1", "''=1")]
    [InlineData("=1,\"2\"", "\"'=1,\"\"2\"\"\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("ré \u2603 \U0001F600", "ré \u2603 \U0001F600")]
    [InlineData("", "\"\"")]
    public async Task Text_is_guarded_and_quoted_where_it_must_be(string text, string expected) =>
        Assert.Equal(expected + "\r\n", await WriteAsync([[text]]));

    [Fact]
    public async Task Numbers_of_our_own_stay_numbers_and_a_missing_value_is_empty()
    {
        using var output = new MemoryStream();
        var csv = new CsvWriter(output);
        csv.Own("-1499.05");
        csv.Own(long.MinValue);
        csv.Own((string?)null);
        csv.Text(null);
        await csv.EndRowAsync(Cancellation);
        await csv.SendAsync(Cancellation);

        Assert.Equal("-1499.05,-9223372036854775808,,\r\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Property]
    public async Task<bool> Amounts_and_times_are_written_as_everywhere_else(long cents, long ticks, byte decimals)
    {
        var unit = (long)Math.Pow(10, decimals % 8);
        var time = new DateTimeOffset(ticks & 0x1FFF_FFFF_FFFF_FFFF, TimeSpan.Zero);
        time = time.AddTicks(-(time.Ticks % unit));
        using var output = new MemoryStream();
        var csv = new CsvWriter(output);

        foreach (var each in new[] { cents, long.MinValue, long.MaxValue, 0, -1, 5 })
            csv.Own(new Zar(each));
        csv.Own(time);
        await csv.EndRowAsync(CancellationToken.None);
        await csv.SendAsync(CancellationToken.None);

        var expected = new[] { cents, long.MinValue, long.MaxValue, 0, -1, 5 }.Select(each => new Zar(each).ToString());
        return Encoding.UTF8.GetString(output.ToArray())
            == string.Join(',', expected.Append(UtcTimeConverter.Format(time))) + "\r\n";
    }

    [Fact]
    public async Task Nothing_is_sent_before_a_portion_is_full_and_none_is_much_larger()
    {
        await using var output = new CountedStream();
        var csv = new CsvWriter(output);

        for (var i = 0; i < 100; i++)
        {
            csv.Text(new string('x', 10_000));
            await csv.EndRowAsync(Cancellation);
            Assert.Equal(i < 6, output.Writes == 0);
        }

        Assert.InRange(output.Largest, 64 * 1024, 80 * 1024);
    }

    private static async Task<string> WriteAsync(IEnumerable<IEnumerable<string?>> rows)
    {
        using var output = new MemoryStream();
        var csv = new CsvWriter(output);
        foreach (var row in rows)
        {
            foreach (var field in row)
                csv.Text(field);
            await csv.EndRowAsync(CancellationToken.None);
        }
        await csv.SendAsync(CancellationToken.None);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.ToArray());
    }

    /// <summary>Without halves of surrogate pairs, which no entry has; null is written as nothing.</summary>
    private static string Whole(string? text) => text is null ? "" : string.Concat(text.EnumerateRunes());

    /// <summary>As the documentation tells readers to do it.</summary>
    private static string Unguarded(string field) => Guard().Replace(field, "$1");

    /// <summary>The cells that a program sees which knows quotes only at the beginning of a cell.</summary>
    private static IEnumerable<string> Cells(string csv, string separators)
    {
        for (var at = 0; at < csv.Length; at++)
        {
            var cell = new StringBuilder();
            if (csv[at] == '"')
                at = AfterQuoted(csv, at, cell);
            for (; at < csv.Length && !separators.Contains(csv[at], StringComparison.Ordinal) && csv[at] is not ('\r' or '\n'); at++)
                cell.Append(csv[at]);
            yield return cell.ToString();
        }
    }

    private static int AfterQuoted(string csv, int at, StringBuilder cell)
    {
        for (at++; at < csv.Length; at++)
        {
            if (csv[at] != '"')
                cell.Append(csv[at]);
            else if (at + 1 < csv.Length && csv[at + 1] == '"')
                cell.Append(csv[at++]);
            else
                return at + 1;
        }
        return at;
    }

    [GeneratedRegex(@"(\A|[;\t\r\n])'")]
    private static partial Regex Guard();
}
