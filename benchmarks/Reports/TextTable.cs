using System.Text;

namespace OrleansSaga.Benchmarks.Reports;

/// <summary>A table that reads well on a terminal and is Markdown at the same time.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = header.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < _rows.Count; i++)
        {
            Line(_rows[i], text, widths);
            if (i == 0)
                Line([.. widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":")], text, widths);
        }
        return text.ToString();
    }

    private static void Line(string[] cells, StringBuilder text, int[] widths)
    {
        for (var column = 0; column < cells.Length; column++)
            text.Append(column == 0 ? "| " : " | ").Append(column == 0 ? cells[column].PadRight(widths[column]) : cells[column].PadLeft(widths[column]));
        text.AppendLine(" |");
    }
}
