from noticeboard.cli import main

main()
