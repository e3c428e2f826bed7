using BuyOrder.Functions.Tests.Docs;

namespace BuyOrder.Functions.Tests.House;

public sealed class FileLengthTests
{
    private const int MaxLines = 300;

    [Fact]
    public void No_source_file_is_longer_than_a_reader_follows()
    {
        var files = RepositoryFiles.Sources().ToList();

        var tooLong = files.Where(file => File.ReadLines(file).Count() > MaxLines);

        Assert.NotEmpty(files);
        Assert.Empty(tooLong);
    }
}
