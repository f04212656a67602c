"`python -m galaxy_anomaly VERB …` is `galaxy-anomaly VERB …`"

from galaxy_anomaly.cli.cli import main

if __name__ == '__main__':
    raise SystemExit(main())
