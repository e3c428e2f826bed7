using System.Buffers;
using System.Buffers.Text;
using BuyOrder.Domain.Money;
using CsvHelper;

namespace BuyOrder.Functions.Export;

/// <summary>Writes CSV (RFC 4180, UTF-8, rows end with CRLF) to a stream in portions, so that memory stays flat.</summary>
/// <remarks>
/// CsvHelper writes the fields. What is ours is the protection of texts that others chose: they cannot become formulas of a spreadsheet,
/// whichever separator it takes the file to have. A character that could start a formula, or the apostrophe itself, gets an apostrophe in front
/// at the beginning of a text and behind each semicolon, tab and line end in it. A reader of the file takes one apostrophe away at each of
/// these places and has the text back.
/// </remarks>
internal sealed class CsvWriter(Stream output)
{
    private const int MaxNumberLength = 20;
    private const int MaxAmountLength = MaxNumberLength + 4;
    private const int TimeLength = 33;

    /// <summary>All columns of a file come from one list of <see cref="CsvColumn{T}"/>, so nothing has to be counted.</summary>
    private static readonly CsvWriterOptions Options = new() { ValidateFieldCount = false };

    /// <summary>OWASP's list, with the full-width forms that some spreadsheets take for the same.</summary>
    private static readonly SearchValues<char> Guarded = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'");

    /// <summary>A quote behind a foreign separator opens a cell there, and what follows it would be the cell's beginning.</summary>
    private static readonly SearchValues<char> GuardedInside = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'\"");

    /// <summary>
    /// Where other programs may see the end of a cell. They do so outside of quotes alone, so a text with one of these is always quoted.
    /// </summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create(";\t\r\n");

    private static readonly StandardFormat RoundTrip = new('O');

    private readonly CsvHelper.CsvWriter fields = CsvHelper.CsvWriter.Create(output, Options, leaveOpen: true);
    private readonly ArrayBufferWriter<char> guarded = new();

    public ValueTask HeaderAsync<T>(ReadOnlySpan<CsvColumn<T>> columns, CancellationToken cancellation)
    {
        foreach (var column in columns)
            Own(column.Name);
        return EndRowAsync(cancellation);
    }

    public ValueTask RowAsync<T>(ReadOnlySpan<CsvColumn<T>> columns, T row, CancellationToken cancellation)
    {
        foreach (var column in columns)
            column.Write(this, row);
        return EndRowAsync(cancellation);
    }

    /// <summary>A text that others chose; null is an empty field.</summary>
    public void Text(string? text)
    {
        var isMarked = text.AsSpan().ContainsAny(Marks);
        if (isMarked || (text is [var first, ..] && Guarded.Contains(first)))
            fields.WriteField(Guard(text), isMarked ? CsvQuoting.Always : CsvQuoting.WhenNeeded);
        else
            fields.WriteField(text);
    }

    /// <summary>A value of our own: digits, letters, signs, never a separator or quote. A number stays a number, also a negative one.</summary>
    public void Own(string? value) => fields.WriteField(value);

    public void Own(long number) => fields.WriteField(number);

    /// <summary>RFC 3339 in UTC with as many decimals as there are, as everywhere in the API.</summary>
    public void Own(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[TimeLength];
        Utf8Formatter.TryFormat(time.UtcDateTime, text, out var length, RoundTrip);
        var kept = text[..(length - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        text[kept] = (byte)'Z';
        fields.WriteField(text[..(kept + 1)]);
    }

    /// <summary>Rand with two decimals.</summary>
    public void Own(Zar amount)
    {
        Span<byte> text = stackalloc byte[MaxAmountLength];
        var used = 0;
        if (amount.Cents < 0)
            text[used++] = (byte)'-';
        var (rand, cents) = Math.DivRem((ulong)Int128.Abs(amount.Cents), 100);
        Utf8Formatter.TryFormat(rand, text[used..], out var length);
        used += length;
        text[used++] = (byte)'.';
        text[used++] = (byte)('0' + (cents / 10));
        text[used++] = (byte)('0' + (cents % 10));
        fields.WriteField(text[..used]);
    }

    /// <summary>Ends a row, and sends what has come together when it is enough.</summary>
    public ValueTask EndRowAsync(CancellationToken cancellation) => fields.EndRecordAsync(cancellation);

    /// <summary>Sends what is left.</summary>
    public ValueTask SendAsync(CancellationToken cancellation) => fields.FlushAsync(cancellation);

    /// <summary>The text with an apostrophe wherever a program would see the beginning of a formula.</summary>
    private ReadOnlySpan<char> Guard(ReadOnlySpan<char> text)
    {
        guarded.ResetWrittenCount();
        if (Guarded.Contains(text[0]))
            guarded.Write("'");
        for (var mark = text.IndexOfAny(Marks); mark >= 0; mark = text.IndexOfAny(Marks))
        {
            guarded.Write(text[..(mark + 1)]);
            text = text[(mark + 1)..];
            if (!text.IsEmpty && GuardedInside.Contains(text[0]))
                guarded.Write("'");
        }
        guarded.Write(text);
        return guarded.WrittenSpan;
    }
}

/// <summary>One column of a CSV file: its name in the header, and how its value is written.</summary>
internal sealed record CsvColumn<T>(string Name, Action<CsvWriter, T> Write);
